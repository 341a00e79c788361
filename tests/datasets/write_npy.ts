/** An .npy file as NumPy writes it, but for the padding of its header. */
export function npy(
  { version = 1, descr = "<f8", fortran = false, shape, data }: {
    readonly version?: number;
    readonly descr?: string;
    readonly fortran?: boolean;
    readonly shape: readonly number[];
    readonly data: Uint8Array;
  },
): Uint8Array<ArrayBuffer> {
  const dimensions = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const header = new TextEncoder().encode(
    `{'descr': ${descr.startsWith("[") ? descr : `'${descr}'`}, ` +
      `'fortran_order': ${fortran ? "True" : "False"}, 'shape': (${dimensions}), }\n`,
  );
  const start = version === 1 ? 10 : 12;
  const bytes = new Uint8Array(start + header.length + data.length);
  bytes.set([0x93, ...new TextEncoder().encode("NUMPY"), version, 0]);
  const view = new DataView(bytes.buffer);
  if (version === 1) view.setUint16(8, header.length, true);
  else view.setUint32(8, header.length, true);
  bytes.set(header, start);
  bytes.set(data, start + header.length);
  return bytes;
}

/** The bytes of numbers in the order of this machine, which is little-endian. */
export const bytesOf = ({ buffer }: { readonly buffer: ArrayBufferLike }): Uint8Array =>
  new Uint8Array(buffer);
