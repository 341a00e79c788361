import { adamsBashforthWeights } from "../../lib/solvers/adams_bashforth.ts";
import { assertAllClose, assertClose } from "../support/assert.ts";

Deno.test("on equal steps the Adams-Bashforth weights are those of the textbooks", () => {
  const textbook = [[1], [3 / 2, -1 / 2], [23 / 12, -16 / 12, 5 / 12], [55 / 24, -59 / 24, 37 / 24, -9 / 24]];
  for (const weights of textbook) {
    for (const [start, h] of [[0, 1], [3, -0.125]] as const) {
      const times = weights.map((_, j) => start - j * h);
      // Products of three ratios of small integers: a few roundings of 2.2e-16 each.
      assertAllClose(adamsBashforthWeights(times, start + h), weights, 4e-15);
    }
  }
});

Deno.test("on two unequal steps the weights are 1 + r/2 and −r/2 for the ratio r of their lengths", () => {
  for (const ratio of [0.25, 1.5, 4]) {
    assertAllClose(adamsBashforthWeights([2, 1], 2 + ratio), [1 + ratio / 2, -ratio / 2], 1e-15);
  }
});

Deno.test("the weights integrate every polynomial exactly that the velocities determine, on any times", () => {
  const times = [0.9, 0.55, 0.5, 0.1];
  const next = 1.3;
  for (let order = 1; order <= 4; order++) {
    const weights = adamsBashforthWeights(times.slice(0, order), next);
    for (let power = 0; power < order; power++) {
      const sum = weights.reduce((total, weight, j) => total + weight * times[j]! ** power, 0);
      const exact = (next ** (power + 1) - times[0]! ** (power + 1)) / ((power + 1) * (next - times[0]!));
      // The weights go up to 20 here, since two of the times are near each other.
      assertClose(sum, exact, 20 * 1e-15);
    }
  }
});
