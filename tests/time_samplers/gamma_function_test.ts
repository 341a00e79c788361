import { Stream } from "../../lib/random/stream.ts";
import { gammaDraw } from "../../lib/time_samplers/gamma_draw.ts";
import { logGamma } from "../../lib/time_samplers/log_gamma.ts";
import { assertClose, assertTrue } from "../support/assert.ts";
import { kolmogorovSmirnov, normalCdf } from "../support/statistics.ts";

/** Some tens of roundings, relative to the number where it is large. */
function assertAccurate(actual: number, exact: number): void {
  assertClose(actual, exact, 3e-15 * Math.max(1, Math.abs(exact)));
}

Deno.test("the logarithm of the gamma function is that of factorials", () => {
  let factorial = 1;
  for (let n = 1; n <= 25; n++) {
    assertAccurate(logGamma(n), Math.log(factorial));
    factorial *= n;
  }
});

Deno.test("the logarithm of the gamma function obeys reflection and duplication", () => {
  assertAccurate(logGamma(0.5), Math.log(Math.PI) / 2);
  for (const x of [0.1, 0.37, 0.5, 0.9]) {
    assertAccurate(logGamma(x) + logGamma(1 - x), Math.log(Math.PI / Math.sin(Math.PI * x)));
  }
  for (const x of [0.1, 1.7, 4.2, 7.9, 8, 30]) {
    const doubled = logGamma(x) + logGamma(x + 0.5) + (2 * x - 1) * Math.LN2 - Math.log(Math.PI) / 2;
    assertAccurate(logGamma(2 * x), doubled);
  }
});

Deno.test("gamma-distributed numbers have the distributions that are known in closed form", () => {
  const cases = [
    [0.5, (x: number) => 2 * normalCdf(Math.sqrt(2 * x)) - 1],
    [1, (x: number) => -Math.expm1(-x)],
    [2, (x: number) => 1 - Math.exp(-x) * (1 + x)],
    [4, (x: number) => 1 - Math.exp(-x) * (1 + x + x ** 2 / 2 + x ** 3 / 6)],
  ] as const;
  for (const [shape, cdf] of cases) {
    const draws = new Stream({ seed: 1, purpose: "gamma" });
    const numbers = Float64Array.from({ length: 20_000 }, () => gammaDraw(shape, draws));
    // exceeded by one seed in a thousand; this one is fixed
    assertTrue(kolmogorovSmirnov(numbers, cdf) < 1.95, `shape ${shape}`);
  }
});

Deno.test("gamma-distributed numbers have the mean and the variance of their shape", () => {
  for (const shape of [0.1, 0.8, 1.5, 100]) {
    const draws = new Stream({ seed: 1, purpose: "gamma moments" });
    const count = 40_000;
    const numbers = Array.from({ length: count }, () => gammaDraw(shape, draws));
    const mean = numbers.reduce((sum, x) => sum + x, 0) / count;
    const variance = numbers.reduce((sum, x) => sum + (x - mean) ** 2, 0) / count;
    // both are the shape; four standard errors, the fourth central moment being 3a² + 6a
    assertClose(mean, shape, 4 * Math.sqrt(shape / count));
    assertClose(variance, shape, 4 * Math.sqrt((2 * shape ** 2 + 6 * shape) / count));
  }
});
