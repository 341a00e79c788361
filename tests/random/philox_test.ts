import { philox4x32 } from "../../lib/random/philox.ts";
import { assertEquals } from "../support/assert.ts";

// The known answers of Random123 1.09, file kat_vectors, lines "philox4x32 10".
const known: readonly (readonly [title: string, counter: number[], key: number[], words: number[]])[] = [
  [
    "zeros",
    [0, 0, 0, 0],
    [0, 0],
    [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
  ],
  [
    "ones",
    [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
    [0xffffffff, 0xffffffff],
    [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
  ],
  [
    "the digits of pi",
    [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
    [0xa4093822, 0x299f31d0],
    [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
  ],
];

for (const [title, counter, key, words] of known) {
  Deno.test(`philox4x32 gives Random123's known answer for ${title}`, () => {
    const out = new Uint32Array(4);
    philox4x32(Uint32Array.from(counter), Uint32Array.from(key), out);
    assertEquals([...out], words);
  });
}

Deno.test("philox4x32 leaves counter and key as they were, and may write over the counter", () => {
  const [, counter, key, words] = known[2]!;
  const [in4, in2] = [Uint32Array.from(counter), Uint32Array.from(key)];
  philox4x32(in4, in2, new Uint32Array(4));
  assertEquals([[...in4], [...in2]], [counter, key]);
  philox4x32(in4, in2, in4);
  assertEquals([...in4], words);
});

Deno.test("philox4x32 multiplies as 64-bit integers do", () => {
  // The same cipher in exact integers, over counters that set every pattern of carries.
  const exact = (counter: readonly number[], key: readonly number[]): number[] => {
    let [c0, c1, c2, c3] = counter.map(BigInt) as [bigint, bigint, bigint, bigint];
    let [k0, k1] = key.map(BigInt) as [bigint, bigint];
    for (let round = 0; round < 10; round++) {
      const [p0, p1] = [0xd2511f53n * c0, 0xcd9e8d57n * c2];
      [c0, c1, c2, c3] = [(p1 >> 32n) ^ c1 ^ k0, p1 % 2n ** 32n, (p0 >> 32n) ^ c3 ^ k1, p0 % 2n ** 32n];
      [k0, k1] = [(k0 + 0x9e3779b9n) % 2n ** 32n, (k1 + 0xbb67ae85n) % 2n ** 32n];
    }
    return [c0, c1, c2, c3].map(Number);
  };
  const words = Uint32Array.of(1, 0xffff, 0x10000, 0xffff0000);
  const out = new Uint32Array(4);
  for (let i = 0; i < 1000; i++) {
    const [counter, key] = [words.slice(), Uint32Array.of(i, words[1]!)];
    philox4x32(counter, key, out);
    assertEquals([...out], exact([...counter], [...key]));
    words.set(out);
  }
});
