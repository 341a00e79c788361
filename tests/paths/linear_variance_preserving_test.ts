import { linearVariancePreserving } from "../../lib/paths/linear_variance_preserving.ts";
import { assertClose, assertEquals } from "../support/assert.ts";

const path = linearVariancePreserving.create({});

Deno.test("linearVariancePreserving is t of the data and keeps the variance", () => {
  for (const t of [0, 0.1, 0.6, 0.8, 1 - 1e-9, 1]) {
    const { alpha, sigma, alphaDot } = path.at(t);
    assertEquals([alpha, alphaDot], [t, 1]);
    assertClose(alpha ** 2 + sigma ** 2, 1, 1e-15); // a few roundings
  }
});

Deno.test("linearVariancePreserving ends with an infinite derivative of its source", () => {
  assertEquals(path.at(1), { alpha: 1, sigma: 0, alphaDot: 1, sigmaDot: -Infinity });
});

Deno.test("linearVariancePreserving keeps the digits of its source near the data", () => {
  const left = 2 ** -40;
  // √(1 − (1 − δ)²) = √(2δ − δ²), and −α/σ, to a few roundings
  const exact = Math.sqrt(2 * left - left ** 2);
  assertClose(path.at(1 - left).sigma / exact, 1, 1e-15);
  assertClose(path.at(1 - left).sigmaDot / (-(1 - left) / exact), 1, 1e-15);
});
