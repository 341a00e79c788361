import { monotoneCubic } from "../../lib/paths/monotone_cubic.ts";
import { assertAllClose, assertClose, assertTrue } from "../support/assert.ts";
import { derivative } from "../support/derivatives.ts";
import { tensor } from "../support/tensors.ts";

const places = Array.from({ length: 51 }, (_, i) => i / 10);
const numbers = Float64Array.of(0, 1, 2, 3, 4, 5);

Deno.test("a monotone cubic is the cubic whose values and slopes it is given", () => {
  const cubic = monotoneCubic(numbers.map((x) => x + 0.01 * x ** 3), numbers.map((x) => 1 + 0.03 * x ** 2));
  for (const x of places) {
    // a few roundings
    assertClose(cubic.at(x).value, x + 0.01 * x ** 3, 1e-14);
    assertClose(cubic.at(x).slope, 1 + 0.03 * x ** 2, 1e-14);
  }
});

Deno.test("a monotone cubic takes its values and grows, whatever slopes are asked for", () => {
  const values = Float64Array.of(0, 1e-6, 1, 1.5, 40, 40.001);
  for (const slopes of [numbers.map(() => 0), numbers.map(() => -5), numbers.map(() => 100)]) {
    const cubic = monotoneCubic(values, slopes);
    // the largest value is rounded to 1e-14
    assertAllClose(numbers.map((x) => cubic.at(x).value), values, 1e-14);
    const between = Array.from({ length: 501 }, (_, i) => cubic.at(i / 100));
    assertTrue(
      between.every(({ value, slope }, i) => slope >= 0 && (i === 0 || value > between[i - 1]!.value)),
    );
  }
});

Deno.test("a monotone cubic knows its slope and its inverse", () => {
  const cubic = monotoneCubic(numbers.map((x) => Math.expm1(x / 2)), numbers.map((x) => Math.exp(x / 2) / 2));
  for (const x of places.slice(0, -1).map((x) => x + 0.05)) {
    // within a piece the difference is exact for a cubic, but for rounding values of up to 12 over h
    assertClose(derivative((x) => cubic.at(x).value, x), cubic.at(x).slope, 1e-9);
    // the slope is at least ½, the values are below 12
    assertClose(cubic.inverse(cubic.at(x).value), x, 1e-14);
  }
  assertAllClose([-1, 0, Math.expm1(2.5), 100].map((value) => cubic.inverse(value)), [0, 0, 5, 5], 1e-15);
});

Deno.test("a monotone cubic is the same in tensor operations, to float32", () => {
  const cubic = monotoneCubic(numbers.map((x) => Math.expm1(x / 2)), numbers.map((x) => Math.exp(x / 2) / 2));
  const { value, slope } = cubic.tensors(tensor(places, [51]));
  const exact = Array.from(Float32Array.from(places), (x) => cubic.at(x));
  // some ten roundings of numbers up to 11
  assertAllClose(value.dataSync(), exact.map(({ value }) => value), 5e-6);
  assertAllClose(slope.dataSync(), exact.map(({ slope }) => slope), 5e-6);
});
