import { z } from "zod";
import { Failure } from "../failure.ts";
import { sizeOf } from "../tensor/shape.ts";
import type { Shape } from "../tensor/types.ts";

/** An array of numbers with a shape, outside every engine. */
export interface SavedTensor {
  /** The lengths of its axes. */
  readonly shape: Shape;
  /** Its entries, the last axis fastest. */
  readonly data: Float32Array;
}

/** What a safetensors file holds. */
export interface Safetensors {
  /** Its tensors by name, in the order in which their data lie in the file. */
  readonly tensors: ReadonlyMap<string, SavedTensor>;
  /** Its remarks. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** The header's length comes first, in eight bytes; the data begin at a multiple of eight. */
const WORD = 8;

/** The header's key for remarks, which therefore no tensor can have. */
const METADATA = "__metadata__";

/** The format's own limit, so that a file of something else is not taken for a huge header. */
const LONGEST_HEADER = 100_000_000;

const entrySchema = z.strictObject({
  dtype: z.string(),
  shape: z.array(z.int().min(0)),
  data_offsets: z.tuple([z.int().min(0), z.int().min(0)]),
});
const metadataSchema = z.record(z.string(), z.string());

type Entry = z.output<typeof entrySchema>;

/** Every dtype that can be read: its size in bytes, and its view of a buffer. */
const READERS: ReadonlyMap<
  string,
  readonly [bytes: number, view: (buffer: ArrayBuffer) => ArrayLike<unknown>]
> = new Map([
  ["F32", [4, (buffer) => new Float32Array(buffer)]],
  ["F64", [8, (buffer) => new Float64Array(buffer)]],
  ["F16", [2, (buffer) => Float32Array.from(new Uint16Array(buffer), ofHalf)]],
  ["BF16", [
    2,
    (buffer) => new Float32Array(Uint32Array.from(new Uint16Array(buffer), (bits) => bits << 16).buffer),
  ]],
  ["I32", [4, (buffer) => new Int32Array(buffer)]],
  ["I64", [8, (buffer) => new BigInt64Array(buffer)]],
]);

/** The number that 16 bits stand for: a sign, 5 bits of an exponent and 10 of a fraction (IEEE 754 binary16). */
function ofHalf(bits: number): number {
  const sign = bits >> 15 === 0 ? 1 : -1;
  const [exponent, fraction] = [bits >> 10 & 31, bits & 1023];
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25));
}

/** Orders by UTF-16 code units, the same in every locale. */
function inOrder<T>(entries: Iterable<readonly [string, T]>): (readonly [string, T])[] {
  return [...entries].sort(([a], [b]) => a < b ? -1 : a > b ? 1 : 0);
}

/**
 * Writes tensors in the safetensors format, as float32.
 *
 * The bytes are a function of the content: names and remarks are sorted, and every bit of a number is kept,
 * the payload of a NaN and the sign of a zero included.
 *
 * @param tensors The tensors by name.
 * @param metadata Remarks, such as a config.
 * @returns The file's content.
 * @throws {RangeError} If a shape does not fit its data, or a tensor is called `__metadata__`.
 * @see The format, https://huggingface.co/docs/safetensors
 */
export function encodeSafetensors(
  tensors: ReadonlyMap<string, SavedTensor>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  const sorted = inOrder(tensors);
  let end = 0;
  const entries = sorted.map(([name, { shape, data }]): [string, unknown] => {
    if (name === METADATA) throw new RangeError(`A tensor cannot be called ${METADATA}`);
    if (sizeOf(shape) !== data.length) {
      throw new RangeError(`Tensor "${name}" of shape [${shape}] has ${data.length} numbers`);
    }
    const begin = end;
    end += data.byteLength;
    return [name, { dtype: "F32", shape, data_offsets: [begin, end] }];
  });
  const remarks = inOrder(Object.entries(metadata));
  if (remarks.length > 0) entries.unshift([METADATA, Object.fromEntries(remarks)]);

  const header = new TextEncoder().encode(JSON.stringify(Object.fromEntries(entries)));
  const headerLength = Math.ceil(header.length / WORD) * WORD;
  const bytes = new Uint8Array(WORD + headerLength + end);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerLength), true);
  bytes.fill(" ".charCodeAt(0), WORD, WORD + headerLength);
  bytes.set(header, WORD);
  let offset = WORD + headerLength;
  for (const [, { data }] of sorted) {
    // Bytes, not numbers, are copied: that keeps every bit. All processors that run Deno are little-endian.
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), offset);
    offset += data.byteLength;
  }
  return bytes;
}

/**
 * Reads the safetensors format: float32, float16 and bfloat16, and float64, int32 and int64 where float32 holds the
 * numbers exactly.
 *
 * @param bytes The file's content.
 * @param source What an error message calls the file.
 * @param options What may become of the numbers.
 * @param options.rounds Whether numbers that float32 does not hold exactly are rounded; they are refused unless given.
 * @returns Its tensors and remarks, in memory of their own.
 * @throws {Failure} If the content departs from the format in any way, or holds another dtype.
 * @see The format, https://huggingface.co/docs/safetensors
 */
export function decodeSafetensors(
  bytes: Uint8Array,
  source = "the safetensors file",
  { rounds = false }: { readonly rounds?: boolean } = {},
): Safetensors {
  const expect = (holds: boolean, expected: string, found: unknown): void => {
    if (!holds) throw new Failure(`Cannot read ${source}: expected ${expected}, found ${found}`);
  };

  expect(bytes.length >= WORD, `at least ${WORD} bytes`, bytes.length);
  const word = new DataView(bytes.buffer, bytes.byteOffset, WORD).getBigUint64(0, true);
  expect(word <= LONGEST_HEADER, `a header of at most ${LONGEST_HEADER} bytes`, word);
  const dataStart = WORD + Number(word);
  expect(dataStart <= bytes.length, `a header of ${word} bytes`, `${bytes.length - WORD} after its length`);
  const { metadata, entries } = parseHeader(bytes.subarray(WORD, dataStart), expect);

  let end = 0;
  const tensors = new Map<string, SavedTensor>();
  for (const [name, { dtype, shape, data_offsets: offsets }] of entries) {
    const reader = READERS.get(dtype);
    expect(reader !== undefined, `"${name}" to be one of ${[...READERS.keys()].join(", ")}`, dtype);
    const [size, view] = reader!;
    expect(offsets[0] === end, `the data of "${name}" to begin at byte ${end}`, offsets[0]);
    end += sizeOf(shape) * size;
    expect(
      offsets[1] === end,
      `the data of "${name}", ${dtype} [${shape}], to end at byte ${end}`,
      offsets[1],
    );
    expect(dataStart + end <= bytes.length, `${end} bytes of data or more`, bytes.length - dataStart);
    // A copy is aligned, and does not keep the whole file in memory.
    const numbers = view(new Uint8Array(bytes.subarray(dataStart + offsets[0], dataStart + end)).buffer);
    if (numbers instanceof Float32Array) {
      tensors.set(name, { shape, data: numbers });
    } else {
      const data = Float32Array.from(numbers, Number);
      const lost = data.findIndex((number, i) => !Object.is(number, Number(numbers[i])));
      expect(rounds || lost < 0, `numbers in "${name}" that float32 holds exactly`, numbers[lost]);
      tensors.set(name, { shape, data });
    }
  }
  expect(dataStart + end === bytes.length, `${end} bytes of data`, bytes.length - dataStart);
  return { tensors, metadata };
}

/** The header's remarks, and its entries in the order of their data. */
function parseHeader(
  header: Uint8Array,
  expect: (holds: boolean, expected: string, found: unknown) => void,
): { metadata: Record<string, string>; entries: [string, Entry][] } {
  let content: unknown;
  try {
    content = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(header));
  } catch (error) {
    expect(false, "a header in JSON", error instanceof Error ? error.message : error);
  }
  const isMap = typeof content === "object" && content !== null && !Array.isArray(content);
  expect(isMap, "a header that maps names to tensors", JSON.stringify(content));

  const parse = <T>(schema: z.ZodType<T>, name: string, value: unknown): T => {
    const { success, data, error } = schema.safeParse(value);
    const issue = error?.issues[0];
    expect(success, `a well-formed header entry "${name}"`, `${issue?.path.join(".")}: ${issue?.message}`);
    return data!;
  };
  const { [METADATA]: remarks = {}, ...others } = content as Record<string, unknown>;
  const entries = Object.entries(others).map((
    [name, value],
  ): [string, Entry] => [name, parse(entrySchema, name, value)]);
  // An empty tensor begins where its neighbour begins, so ends decide too.
  entries.sort(([, { data_offsets: a }], [, { data_offsets: b }]) => a[0] - b[0] || a[1] - b[1]);
  return { metadata: parse(metadataSchema, METADATA, remarks), entries };
}
