import { logarithm, logarithms } from "../../lib/random/logarithm.ts";
import { Stream } from "../../lib/random/stream.ts";
import { assertEquals, assertTrue } from "../support/assert.ts";

/** Bits after the point of the whole numbers that stand for exact ones. */
const BITS = 256n;

/** `ln(1 + n/d)` for `|n/d| ≤ ½`, by another series than the one under test. */
function exactLog1p(n: bigint, d: bigint): bigint {
  let sum = 0n;
  let power = -1n << BITS;
  for (let k = 1n; power !== 0n; k++) {
    power = -power * n / d;
    sum += power / k;
  }
  return sum;
}

const LN2 = -exactLog1p(-1n, 2n);

/** How far a number is from the logarithm of `x`, in units of its last place. */
function unitsOff(x: number, found: number): number {
  let halvings = 0n;
  let y = x;
  for (; y < 0.75; halvings++) y *= 2;
  const exact = exactLog1p(BigInt((y - 1) * 2 ** 53), 1n << 53n) - halvings * LN2;
  const off = exact - (BigInt(found * 2 ** 200) << (BITS - 200n));
  return Number(off) / 2 ** Number(BITS) / 2 ** (Math.floor(Math.log2(-found)) - 52);
}

const draws = new Stream({ seed: 1, purpose: "example" });
const sets: Record<string, readonly number[]> = {
  "uniform numbers": Array.from({ length: 500 }, () => 1 - draws.uniform()),
  // What normal numbers take logarithms of.
  "words of the tails": Array.from({ length: 500 }, () => (draws.integer(0x13333333) + 0.5) / 2 ** 32),
  "the smallest words": Array.from({ length: 100 }, (_, i) => (i + 0.5) / 2 ** 32),
  // Here the logarithm is nearly halfway between two numbers: −(1 − x) is one, and half its square is half a unit or less.
  "numbers next to 1": Array.from({ length: 200 }, (_, i) => 1 - (i + 1) * 2 ** -53),
  "numbers close to 1": Array.from({ length: 200 }, (_, i) => 1 - draws.uniform() * 2 ** (-i / 5)),
  "powers of two": Array.from({ length: 1074 }, (_, i) => 2 ** -(i + 1)),
  "numbers on both sides of where the table's parts meet": Array.from(
    { length: 512 },
    (_, i) => (1 + (i >> 1) / 256) / 2 - (i & 1) * 2 ** -53,
  ),
};

for (const [title, numbers] of Object.entries(sets)) {
  Deno.test(`the logarithm of ${title} is the nearest number to the true one`, () => {
    for (const x of numbers) {
      const off = unitsOff(x, logarithm(x));
      assertTrue(Math.abs(off) <= 0.5, `ln ${x} = ${logarithm(x)} is ${off} units off`);
    }
  });
}

Deno.test("the logarithm of 1 is 0", () => {
  assertEquals(logarithm(1), 0);
});

Deno.test("logarithms takes as many numbers as it is told, as logarithm takes each", () => {
  const values = Float64Array.from(Object.values(sets).flat());
  const out = new Float64Array(values.length);
  logarithms(values, out, values.length - 1);
  assertEquals(out.slice(0, -1), values.slice(0, -1).map(logarithm));
  assertEquals(out.at(-1), 0);
});
