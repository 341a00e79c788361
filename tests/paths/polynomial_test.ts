import { linear } from "../../lib/paths/linear.ts";
import { polynomial } from "../../lib/paths/polynomial.ts";
import { assertClose, assertEquals } from "../support/assert.ts";

Deno.test("polynomial is tⁿ of the data and 1 − tⁿ of the source", () => {
  for (const exponent of [1, 1.5, 2, 3, 16]) {
    for (const t of [0, 0.2, 0.5, 0.9, 1]) {
      const { alpha, sigma, alphaDot, sigmaDot } = polynomial.create({ exponent }).at(t);
      // logarithm and exponential round a few times
      assertClose(alpha, t ** exponent, 1e-15);
      assertClose(alpha + sigma, 1, 1e-15);
      assertClose(alphaDot, exponent * t ** (exponent - 1), 1e-14);
      assertEquals(alphaDot + sigmaDot, 0);
    }
    const ends = [0, 1].map((t) => polynomial.create({ exponent }).at(t));
    assertEquals(ends.map(({ alpha, sigma }) => [alpha, sigma]), [[0, 1], [1, 0]]);
  }
});

Deno.test("polynomial keeps the digits of its source near the data", () => {
  const left = 2 ** -40;
  // 1 − (1 − δ)³ = 3δ − 3δ² + δ³, to a few roundings
  const exact = 3 * left - 3 * left ** 2 + left ** 3;
  assertClose(polynomial.create({ exponent: 3 }).at(1 - left).sigma / exact, 1, 1e-15);
});

Deno.test("polynomial starts at rest unless it is linear", () => {
  assertEquals(polynomial.create({ exponent: 2 }).at(0).alphaDot, 0);
  for (const t of [0, 0.25, 1]) {
    const { alpha, alphaDot, sigmaDot } = polynomial.create({ exponent: 1 }).at(t);
    assertEquals({ alpha, alphaDot, sigmaDot }, { alpha: t, alphaDot: 1, sigmaDot: -1 });
    assertClose(polynomial.create({ exponent: 1 }).at(t).sigma, linear.create({}).at(t).sigma, 1e-15);
  }
});
