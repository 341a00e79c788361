import { decodeSafetensors, encodeSafetensors, type SavedTensor } from "../../lib/checkpoints/safetensors.ts";
import { Failure } from "../../lib/failure.ts";
import { assertAllClose, assertEquals, assertFails, assertTrue } from "../support/assert.ts";
import { allowed } from "../support/permissions.ts";

/** A tensor from numbers. */
function tensor(shape: number[], numbers: number[]): SavedTensor {
  return { shape, data: Float32Array.from(numbers) };
}

/** A file from a header and data, without any of the writer's care. */
function file(header: unknown, data: Uint8Array | number = 0): Uint8Array {
  const text = new TextEncoder().encode(typeof header === "string" ? header : JSON.stringify(header));
  const body = typeof data === "number" ? new Uint8Array(data) : data;
  const bytes = new Uint8Array(8 + text.length + body.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  bytes.set(body, 8 + text.length);
  return bytes;
}

/** The header of a file, as text. */
function headerOf(bytes: Uint8Array): string {
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  return new TextDecoder().decode(bytes.subarray(8, 8 + length));
}

/** The bits of a tensor. */
function bitsOf({ data }: SavedTensor): number[] {
  return [...new Uint32Array(data.buffer, data.byteOffset, data.length)];
}

const example = new Map([
  ["net.0.weight", tensor([2, 3], [1, 2, 3, 4, 5, 6])],
  ["net.0.bias", tensor([2], [-0.5, 1e-40])],
  ["scalar", tensor([], [7])],
  ["empty", tensor([0, 4], [])],
  ["__proto__", tensor([1], [8])],
  ["12", tensor([1], [9])],
]);

Deno.test("tensors and remarks survive a round trip", () => {
  const metadata = { config: '{"name":"moons"}\n', "Ä": "", __proto__key: "é" };
  const read = decodeSafetensors(encodeSafetensors(example, metadata));
  assertEquals(new Map(read.tensors), example);
  assertEquals(read.metadata, metadata);
});

Deno.test("every bit of a number survives, of a NaN and of a negative zero too", () => {
  const bits = [0x7fc00000, 0x7f800001, 0xffc12345, 0x80000000, 0, 1, 0x7f800000, 0xff800000, 0x3f800000];
  const data = new Float32Array(Uint32Array.from(bits).buffer);
  const read = decodeSafetensors(encodeSafetensors(new Map([["x", { shape: [9], data }]])));
  assertEquals(bitsOf(read.tensors.get("x")!), bits);
});

Deno.test("the bytes are those of the format", () => {
  const bytes = encodeSafetensors(new Map([["x", tensor([2], [1, -2])]]), { b: "1", a: "2" });
  const header = '{"__metadata__":{"a":"2","b":"1"},"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}';
  const padded = header.padEnd(Math.ceil(header.length / 8) * 8);
  assertEquals(headerOf(bytes), padded);
  // 1 and −2 in IEEE 754, little-endian.
  assertEquals([...bytes.subarray(8 + padded.length)], [0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0]);
  assertEquals(bytes.length, 8 + padded.length + 8);
});

Deno.test("the data begin at a multiple of eight bytes, however long the header", () => {
  for (let length = 0; length < 20; length++) {
    const bytes = encodeSafetensors(new Map([["n".repeat(length), tensor([1], [1])]]));
    assertEquals((bytes.length - 4) % 8, 0);
  }
});

Deno.test("equal content makes equal bytes, in whatever order it was put together", () => {
  const remarks = { a: "1", b: "2" };
  const reversed = new Map([...example].reverse());
  assertEquals(encodeSafetensors(example, remarks), encodeSafetensors(reversed, { b: "2", a: "1" }));
});

Deno.test("a part of a larger array is written as that part, and read wherever the bytes lie", () => {
  const data = Float32Array.of(0, 1, 2, 3).subarray(1, 3);
  const bytes = encodeSafetensors(new Map([["x", { shape: [2], data }]]));
  const shifted = new Uint8Array(bytes.length + 3);
  shifted.set(bytes, 3);
  const read = decodeSafetensors(shifted.subarray(3)).tensors.get("x")!;
  assertEquals([...read.data], [1, 2]);
  assertEquals(read.data.buffer.byteLength, 8, "the tensor keeps the file in memory");
});

Deno.test("the writer refuses a shape that does not fit, and the reserved name", async () => {
  const wrong = new Map([["x", tensor([3], [1, 2])]]);
  await assertFails(() => encodeSafetensors(wrong), 'Tensor "x" of shape [3] has 2 numbers');
  await assertFails(() => encodeSafetensors(new Map([["__metadata__", tensor([], [1])]])), "__metadata__");
});

Deno.test("other dtypes are read where float32 holds them exactly", () => {
  const read = (dtype: string, numbers: { buffer: ArrayBuffer; length: number }): number[] => {
    const data = new Uint8Array(numbers.buffer);
    const header = { x: { dtype, shape: [numbers.length], data_offsets: [0, data.length] } };
    return [...decodeSafetensors(file(header, data)).tensors.get("x")!.data];
  };
  assertEquals(read("F64", Float64Array.of(0.5, -0, NaN, Infinity)), [0.5, -0, NaN, Infinity]);
  // The sign, the exponent and the fraction of numbers that are known; the least and the largest of each kind.
  assertEquals(
    read(
      "F16",
      Uint16Array.of(0x3c00, 0xc000, 0x3555, 0x0001, 0x03ff, 0x0400, 0x7bff, 0x8000, 0xfc00, 0x7e00),
    ),
    [1, -2, 1365 / 4096, 2 ** -24, 1023 * 2 ** -24, 2 ** -14, 65504, -0, -Infinity, NaN],
  );
  assertEquals(
    read("BF16", Uint16Array.of(0x3f80, 0xc000, 0x3eab, 0x0001, 0x8000, 0xff80, 0x7fc0)),
    [1, -2, 171 / 512, 2 ** -133, -0, -Infinity, NaN],
  );
  assertEquals(read("I32", Int32Array.of(-3, 2 ** 24)), [-3, 2 ** 24]);
  assertEquals(read("I64", BigInt64Array.of(-3n, 9n)), [-3, 9]);
});

Deno.test("numbers that float32 does not hold are rounded where that is asked for", () => {
  const bytes = file(
    { x: { dtype: "F64", shape: [2], data_offsets: [0, 16] } },
    new Uint8Array(Float64Array.of(0.1, 1e300).buffer),
  );
  const read = decodeSafetensors(bytes, "x", { rounds: true }).tensors.get("x")!;
  assertEquals([...read.data], [Math.fround(0.1), Infinity]);
});

const x = (given: Record<string, unknown>) => ({
  x: { dtype: "F32", shape: [2], data_offsets: [0, 8], ...given },
});
const pair = (...offsets: number[][]) =>
  Object.fromEntries(offsets.map((data_offsets, i) => [`x${i}`, { dtype: "F32", shape: [1], data_offsets }]));
const valid = encodeSafetensors(example);
const long = new Uint8Array(8);
new DataView(long.buffer).setBigUint64(0, 2n ** 60n, true);

const malformed: readonly (readonly [title: string, bytes: Uint8Array, message: string])[] = [
  ["no header", new Uint8Array(7), "expected at least 8 bytes, found 7"],
  [
    "an absurd header length",
    long,
    "expected a header of at most 100000000 bytes, found 1152921504606846976",
  ],
  ["a truncated header", valid.subarray(0, 20), "bytes, found 12 after its length"],
  ["truncated data", valid.subarray(0, -1), "expected 44 bytes of data or more, found 43"],
  ["data that no tensor claims", file(x({}), 9), "expected 8 bytes of data, found 9"],
  ["a header that is not JSON", file("{x", 0), "expected a header in JSON, found "],
  ["a header that is not UTF-8", Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0, 0xff), "expected a header in JSON"],
  ["a header that is a list", file([]), "expected a header that maps names to tensors, found []"],
  [
    "an unknown dtype",
    file(x({ dtype: "BOOL" }), 8),
    '"x" to be one of F32, F64, F16, BF16, I32, I64, found BOOL',
  ],
  ["a shape that is too large", file(x({ shape: [3] }), 8), "F32 [3], to end at byte 12, found 8"],
  ["a shape that is too small", file(x({ shape: [1] }), 8), "F32 [1], to end at byte 4, found 8"],
  ["a shape beyond all numbers", file(x({ shape: Array(40).fill(2 ** 50) }), 8), "to end at byte"],
  ["a negative length", file(x({ shape: [-2] }), 8), 'a well-formed header entry "x", found shape.0: '],
  ["a fractional length", file(x({ shape: [0.5] }), 8), 'a well-formed header entry "x", found shape.0: '],
  ["offsets that run backwards", file(x({ data_offsets: [8, 0] }), 8), "begin at byte 0, found 8"],
  [
    "an offset missing",
    file(x({ data_offsets: [8] }), 8),
    'a well-formed header entry "x", found data_offsets',
  ],
  ["offsets out of range", file(x({}), 4), "expected 8 bytes of data or more, found 4"],
  ["overlapping tensors", file(pair([0, 4], [2, 6]), 6), '"x1" to begin at byte 4, found 2'],
  ["two tensors in one place", file(pair([0, 4], [0, 4]), 4), '"x1" to begin at byte 4, found 0'],
  ["a hole between tensors", file(pair([0, 4], [8, 12]), 12), '"x1" to begin at byte 4, found 8'],
  ["an unknown key in an entry", file(x({ strides: [1] }), 8), 'a well-formed header entry "x"'],
  ["a remark that is not text", file({ __metadata__: { a: 1 } }), 'header entry "__metadata__", found a: '],
  [
    "an integer that float32 does not hold",
    file(x({ dtype: "I32", shape: [1], data_offsets: [0, 4] }), Uint8Array.of(1, 0, 0, 1)),
    'numbers in "x" that float32 holds exactly, found 16777217',
  ],
];

for (const [title, bytes, message] of malformed) {
  Deno.test(`a file with ${title} is refused`, async () => {
    const error = await assertFails(() => decodeSafetensors(bytes, "a.safetensors"), message);
    assertTrue(error instanceof Failure && error.exitCode === 1, `${error}`);
    assertTrue(error.message.startsWith("Cannot read a.safetensors: expected "));
  });
}

Deno.test("a file is refused at whatever byte it was cut off", async () => {
  for (let length = 0; length < valid.length; length++) {
    await assertFails(() => decodeSafetensors(valid.subarray(0, length)), "expected");
  }
});

for (const name of ["mlp", "seed_cnn", "seed_unet"]) {
  Deno.test(
    `${name}, written by PyTorch, is read and survives a round trip`,
    { ignore: !allowed("read") },
    () => {
      const path = new URL(`../fixtures/${name}.safetensors`, import.meta.url);
      const { tensors, metadata } = decodeSafetensors(Deno.readFileSync(path), path.pathname);
      const [x0, x1, t, xt] = ["x0", "x1", "t", "xt"].map((part) => tensors.get(`in.${part}`)!);
      // The file's own inputs obey xt = (1 − t)·x0 + t·x1, if every tensor is where it should be.
      const size = x0!.data.length / t!.data.length;
      const expected = x0!.data.map((noise, i) => {
        const time = t!.data[Math.floor(i / size)]!;
        return (1 - time) * noise + time * x1!.data[i]!;
      });
      // Numbers below 8, each rounded three times to 2⁻²⁴ of itself.
      assertAllClose(xt!.data, expected, 3 * 8 * 2 ** -24);
      const again = decodeSafetensors(encodeSafetensors(tensors, metadata)).tensors;
      assertEquals(again.size, tensors.size);
      for (const [key, value] of tensors) {
        assertEquals(again.get(key)!.shape, value.shape);
        assertEquals(bitsOf(again.get(key)!), bitsOf(value));
      }
    },
  );
}
