import { Corruption } from "./corruption.ts";

const UNSIGNED_BYTES = 0x08;

/**
 * Reads an IDX file of unsigned bytes, the format of MNIST.
 *
 * A file is two zero bytes, the type, the number of dimensions, each dimension as a big-endian 32-bit word, and
 * the entries in row-major order.
 *
 * @param file The file's name, for messages.
 * @param bytes The file.
 * @param dimensions The dimensions it has to have, such as `[60000, 28, 28]`.
 * @returns The entries, a view into `bytes`.
 * @throws {Corruption} If type, dimensions or length differ.
 * @see LeCun, Cortes and Burges, "The MNIST database of handwritten digits", 1998, section "file formats"
 */
export function readIdx(file: string, bytes: Uint8Array, dimensions: readonly number[]): Uint8Array {
  const header = 4 + 4 * dimensions.length;
  if (bytes.length < header) throw new Corruption(file, `at least ${header} bytes`, `${bytes.length}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

  const magic = UNSIGNED_BYTES << 8 | dimensions.length;
  if (view.getUint32(0) !== magic) throw new Corruption(file, hex(magic), hex(view.getUint32(0)));

  const found = dimensions.map((_, i) => view.getUint32(4 + 4 * i));
  if (found.some((size, i) => size !== dimensions[i])) {
    throw new Corruption(file, `the dimensions ${dimensions.join(" × ")}`, found.join(" × "));
  }
  const length = header + dimensions.reduce((product, size) => product * size, 1);
  if (bytes.length !== length) throw new Corruption(file, `${length} bytes`, `${bytes.length}`);
  return bytes.subarray(header);
}

function hex(word: number): string {
  return `the magic number 0x${word.toString(16).padStart(8, "0")}`;
}
