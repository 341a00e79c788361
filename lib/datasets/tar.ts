import { Corruption } from "./corruption.ts";
import { gunzip } from "./gunzip.ts";

const BLOCK = 512;

/**
 * Reads a gzipped tar archive.
 *
 * @param file The archive's name, for messages.
 * @param bytes The archive.
 * @returns The regular files by their path; folders, links and extended headers are left out.
 * @throws {Corruption} If it is not gzip, or what {@linkcode readTar} throws.
 */
export async function readTarGz(
  file: string,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<Map<string, Uint8Array>> {
  return readTar(file, await gunzip(file, bytes));
}

/**
 * Reads a tar archive.
 *
 * @param file The archive's name, for messages.
 * @param bytes The archive.
 * @returns The regular files by their path, views into `bytes`.
 * @throws {Corruption} If a header's checksum or size is wrong, or the archive ends too early.
 * @see IEEE Std 1003.1-2017, pax, section "ustar interchange format"
 */
export function readTar(file: string, bytes: Uint8Array): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  let at = 0;
  while (true) {
    const header = bytes.subarray(at, at + BLOCK);
    if (header.length < BLOCK) {
      throw new Corruption(file, `a block of ${BLOCK} bytes at ${at}`, `${header.length} bytes`);
    }
    if (header.every((byte) => byte === 0)) return files;
    checkHeader(`${file}, header at ${at}`, header);

    const size = octal(`${file}, size at ${at}`, header, 124, 12);
    at += BLOCK;
    if (at + size > bytes.length) {
      throw new Corruption(file, `${size} bytes of ${path(header)} at ${at}`, `${bytes.length - at}`);
    }
    const type = header[156]!;
    if (type === 0 || type === "0".charCodeAt(0)) files.set(path(header), bytes.subarray(at, at + size));
    at += Math.ceil(size / BLOCK) * BLOCK;
  }
}

/** The checksum is the sum of the header's bytes, its own eight counting as spaces. */
function checkHeader(place: string, header: Uint8Array): void {
  let sum = 8 * " ".charCodeAt(0);
  for (let i = 0; i < BLOCK; i++) if (i < 148 || i >= 156) sum += header[i]!;
  const expected = octal(`${place}, checksum`, header, 148, 8);
  if (sum !== expected) throw new Corruption(place, `the checksum ${expected}`, `${sum}`);
}

function path(header: Uint8Array): string {
  const prefix = text(header, 345, 155);
  return prefix === "" ? text(header, 0, 100) : `${prefix}/${text(header, 0, 100)}`;
}

function octal(place: string, header: Uint8Array, offset: number, length: number): number {
  const digits = text(header, offset, length).trim();
  if (!/^[0-7]+$/.test(digits)) throw new Corruption(place, "an octal number", JSON.stringify(digits));
  return parseInt(digits, 8);
}

function text(header: Uint8Array, offset: number, length: number): string {
  const field = header.subarray(offset, offset + length);
  const end = field.indexOf(0);
  return new TextDecoder().decode(end < 0 ? field : field.subarray(0, end));
}
