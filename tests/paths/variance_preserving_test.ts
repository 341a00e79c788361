import { ratioOf, timeOf } from "../../lib/paths/path.ts";
import { variancePreserving } from "../../lib/paths/variance_preserving.ts";
import { assertClose, assertEquals, assertFails } from "../support/assert.ts";

const path = variancePreserving.create({ betaMin: 0.1, betaMax: 20 });

/** `∫ β` from the data to `left = 1 − t` before them, by Simpson's rule, which is exact for a linear rate. */
function integral(betaMin: number, betaMax: number, left: number): number {
  const beta = (age: number) => betaMin + age * (betaMax - betaMin);
  return left / 6 * (beta(0) + 4 * beta(left / 2) + beta(left));
}

Deno.test("variancePreserving has the coefficients of the diffusion with its rate", () => {
  for (const [betaMin, betaMax] of [[0.1, 20], [1, 1], [0.5, 8]] as const) {
    const path = variancePreserving.create({ betaMin, betaMax });
    for (const t of [0, 0.1, 0.5, 0.9, 1 - 1e-9, 1]) {
      const { alpha, sigma } = path.at(t);
      assertClose(timeOf(path, ratioOf(path.at(t))), t, 1e-14); // exponents again, over rates of at least 0.1
      // exponents of up to 10, rounded to 1e-15
      assertClose(alpha, Math.exp(-integral(betaMin, betaMax, 1 - t) / 2), 1e-15);
      assertClose(alpha ** 2 + sigma ** 2, 1, 1e-15);
    }
  }
});

Deno.test("variancePreserving leaves 0.0065716 of the data at t = 0", () => {
  // e^{−10.05/2} = 0.006571586494…
  assertClose(path.at(0).alpha, Math.exp(-5.025), 1e-17);
  assertClose(path.at(0).alpha, 0.0065716, 5e-8); // as many digits as are printed
  assertClose(path.at(0).sigma, 0.99998, 5e-6);
});

Deno.test("variancePreserving is the data alone at t = 1, with an infinite derivative of its source", () => {
  // the data's derivative is b/2
  assertEquals(path.at(1), { alpha: 1, sigma: 0, alphaDot: 0.05, sigmaDot: -Infinity });
});

Deno.test("variancePreserving keeps the digits of its source near the data, and its time", () => {
  const left = 2 ** -40;
  const at = path.at(1 - left);
  // σ² = bτ + O(τ²), with τ = 1 − t; the next term is 1e2·τ of it
  assertClose(at.sigma / Math.sqrt(0.1 * left), 1, 1e-9);
  assertClose(at.sigmaDot * 2 * Math.sqrt(left / 0.1), -1, 1e-9);
  // 1 − t is exact to 1e-16, of which 1e-12 is a ten-thousandth
  assertClose((1 - timeOf(path, ratioOf(at))) / left, 1, 2e-4);
});

Deno.test("variancePreserving refuses a rate that falls towards the source", async () => {
  await assertFails(() => variancePreserving.create({ betaMin: 2, betaMax: 1 }), "betaMin 2 and betaMax 1");
});
