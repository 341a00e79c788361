import { Failure } from "../failure.ts";

/** An array of NumPy's. */
export interface NpyArray {
  /** Its dimensions, one or two. */
  readonly shape: readonly number[];
  /** Its entries, row after row. */
  readonly values: Float64Array;
}

type Read = (view: DataView, at: number, littleEndian: boolean) => number;

/** How many bytes a number takes, and how it is read. */
const TYPES: Readonly<Record<string, readonly [size: number, read: Read]>> = {
  f4: [4, (view, at, little) => view.getFloat32(at, little)],
  f8: [8, (view, at, little) => view.getFloat64(at, little)],
  i1: [1, (view, at) => view.getInt8(at)],
  i2: [2, (view, at, little) => view.getInt16(at, little)],
  i4: [4, (view, at, little) => view.getInt32(at, little)],
  i8: [8, (view, at, little) => Number(view.getBigInt64(at, little))],
  u1: [1, (view, at) => view.getUint8(at)],
  u2: [2, (view, at, little) => view.getUint16(at, little)],
  u4: [4, (view, at, little) => view.getUint32(at, little)],
  u8: [8, (view, at, little) => Number(view.getBigUint64(at, little))],
};

const MAGIC = [0x93, ..."NUMPY"].map((character) =>
  typeof character === "number" ? character : character.charCodeAt(0)
);

/**
 * Reads an array of one or two dimensions from an .npy file of version 1, 2 or 3, in C or Fortran order.
 *
 * Its numbers are float32, float64 or integers of 1 to 8 bytes, in either byte order; integers beyond 2⁵³ are rounded.
 *
 * @param file The file's name, for messages.
 * @param bytes The file.
 * @throws {Failure} If it is malformed, too short or too long, or its numbers are of another type.
 * @see NumPy Enhancement Proposal 1, "A Simple File Format for NumPy Arrays"
 */
export function readNpy(file: string, bytes: Uint8Array): NpyArray {
  const { descr, isFortran, shape, start } = readHeader(file, bytes);
  const [, order, code] = /^([<>|])(\w+)$/.exec(descr) ?? [];
  const type = Object.hasOwn(TYPES, code ?? "") ? TYPES[code!] : undefined;
  if (type === undefined) {
    const known = Object.keys(TYPES).join(", ");
    throw new Failure(`${file}: expected numbers of one of the types ${known}, found ${descr}`, 2);
  }
  if (shape.length !== 1 && shape.length !== 2) {
    throw new Failure(`${file}: expected an array of one or two dimensions, found ${shape.length}`, 2);
  }
  const [size, read] = type;
  const [rows, columns = 1] = shape as [number, number?];
  const expected = rows * columns * size;
  if (bytes.length - start !== expected) {
    throw new Failure(
      `${file}: expected ${expected} bytes for ${shape.join(" × ")} numbers of ${size}, found ${
        bytes.length - start
      }`,
      2,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset + start, expected);
  const values = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const place = isFortran ? column * rows + row : row * columns + column;
      values[row * columns + column] = read(view, place * size, order !== ">");
    }
  }
  return { shape, values };
}

/** What the dictionary at the beginning says, and where it ends. */
function readHeader(
  file: string,
  bytes: Uint8Array,
): { descr: string; isFortran: boolean; shape: number[]; start: number } {
  const malformed = (expected: string) =>
    new Failure(`${file}: expected ${expected}, found another file or a part`, 2);
  if (bytes.length < 12 || MAGIC.some((byte, i) => bytes[i] !== byte)) throw malformed("an .npy file");
  const version = bytes[6]!;
  if (version < 1 || version > 3) {
    throw new Failure(`${file}: expected an .npy file of version 1, 2 or 3, found version ${version}`, 2);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [first, length] = version === 1 ? [10, view.getUint16(8, true)] : [12, view.getUint32(8, true)];
  const start = first + length;
  if (start > bytes.length) throw malformed(`a header of ${length} bytes`);
  const header = new TextDecoder().decode(bytes.subarray(first, start));

  const descr = /'descr':\s*('[^']*'|\[.*?\])/.exec(header)?.[1];
  const order = /'fortran_order':\s*(True|False)/.exec(header)?.[1];
  const shape = /'shape':\s*\(([\d,\sL]*)\)/.exec(header)?.[1];
  if (descr === undefined || order === undefined || shape === undefined) {
    throw malformed("a header with descr, fortran_order and shape");
  }
  return {
    descr: descr.replaceAll("'", ""),
    isFortran: order === "True",
    // Python 2 wrote integers with an L after them.
    shape: shape.replaceAll("L", "").split(",").filter((size) => size.trim() !== "").map(Number),
    start,
  };
}
