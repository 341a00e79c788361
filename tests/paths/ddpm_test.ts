import { ddpm } from "../../lib/paths/ddpm.ts";
import { ratioOf } from "../../lib/paths/path.ts";
import { variancePreserving } from "../../lib/paths/variance_preserving.ts";
import { logGamma } from "../../lib/time_samplers/log_gamma.ts";
import { assertClose, assertEquals, assertFails, assertTrue } from "../support/assert.ts";

const usual = { steps: 1000, betaStart: 1e-4, betaEnd: 0.02 };

/** `ᾱ_0 = 1, ᾱ_1, …, ᾱ_N`, as the paper defines it. */
function table({ steps, betaStart, betaEnd }: typeof usual): number[] {
  const products = [1];
  for (let k = 1; k <= steps; k++) {
    const beta = betaStart + (k - 1) / (steps - 1) * (betaEnd - betaStart);
    products.push(products[k - 1]! * (1 - beta));
  }
  return products;
}

Deno.test("ddpm has the table's own coefficients at t = 1 − k/N", () => {
  for (const options of [usual, { steps: 7, betaStart: 1e-6, betaEnd: 0.9 }]) {
    const path = ddpm.create(options);
    table(options).forEach((product, k) => {
      const { alpha, sigma } = path.at(1 - k / options.steps);
      // a thousand products are rounded here, and a thousand sums there; the place is rounded to 1e-13
      assertClose(alpha / Math.sqrt(product), 1, 1e-13);
      assertClose(alpha ** 2 + sigma ** 2, 1, 1e-15);
    });
  }
});

Deno.test("ddpm leaves 4.0358e-5 of the data's variance at t = 0, and is the data alone at t = 1", () => {
  const path = ddpm.create(usual);
  assertClose(path.at(0).alpha ** 2, 4.0358e-5, 5e-10); // as many digits as are printed
  const { alpha, sigma, alphaDot, sigmaDot } = path.at(1);
  assertEquals([alpha, sigma, sigmaDot], [1, 0, -Infinity]);
  // half of N·β(½), half a place before the first entry; −ln(1 − β) is β and half of its square
  assertClose(alphaDot, 500 * (usual.betaStart - 0.5 * (usual.betaEnd - usual.betaStart) / 999), 5e-6);
});

Deno.test("ddpm continues the product between the table's entries as the gamma function does", () => {
  const options = { steps: 20, betaStart: 0.02, betaEnd: 0.2 };
  const growth = (options.betaEnd - options.betaStart) / 19;
  const start = (1 - options.betaStart) / growth;
  const path = ddpm.create(options);
  for (let k = 0.1; k < 20; k += 0.3) {
    // (1 − β_1)⋯(1 − β_k) = δᵏ·Γ(c + 1)/Γ(c + 1 − k), c = (1 − β_1)/δ
    const exact = k * Math.log(growth) + logGamma(start + 1) - logGamma(start + 1 - k);
    // Hermite's error is 1/384 of the fourth derivative, 2(δ/(1 − β))³ = 3e-6
    assertClose(2 * Math.log(path.at(1 - k / 20).alpha), exact, 2e-8, `k = ${k}:`);
  }
});

Deno.test("ddpm has the same derivatives on both sides of an entry", () => {
  const path = ddpm.create(usual);
  for (const k of [1, 2, 10, 500, 999]) {
    const t = 1 - k / 1000;
    const [before, after] = [path.at(t - 1e-10), path.at(t + 1e-10)];
    // second derivatives are below 100 and 3000, times 2e-10
    assertClose(after.alphaDot, before.alphaDot, 2e-8);
    assertClose(after.sigmaDot, before.sigmaDot, 1e-6);
  }
});

Deno.test("ddpm grows without a pause on coarse and on steep tables, and finds every time again", () => {
  const tables = [
    { steps: 2, betaStart: 0.01, betaEnd: 0.99 },
    { steps: 5, betaStart: 1e-8, betaEnd: 0.5 },
    { steps: 9, betaStart: 0.3, betaEnd: 0.3 },
    { steps: 100_000, betaStart: 1e-6, betaEnd: 2e-4 },
  ];
  for (const options of tables) {
    const path = ddpm.create(options);
    const times = Array.from({ length: 201 }, (_, i) => i / 200);
    const ratios = times.map((t) => ratioOf(path.at(t)));
    assertTrue(ratios.every((ratio, i) => i === 0 || ratio > ratios[i - 1]!));
    times.slice(0, -1).forEach((t, i) => {
      const { alphaDot, sigmaDot } = path.at(t);
      assertTrue(alphaDot > 0 && sigmaDot < 0 && Number.isFinite(sigmaDot));
      // a ratio's rounding, 1e-16 of a decay of up to 10, over a slope that steep tables make as small as
      // 1e-3
      assertClose(path.timeAt!(ratios[i]!), t, 1e-12);
    });
  }
});

Deno.test("ddpm becomes the variance preserving path as its table is refined, at first order", () => {
  const limit = variancePreserving.create({ betaMin: 0.1, betaMax: 20 });
  const errors = [250, 500, 1000].map((steps) => {
    const path = ddpm.create({ steps, betaStart: 0.1 / steps, betaEnd: 20 / steps });
    return Math.abs(path.at(0.5).alpha - limit.at(0.5).alpha);
  });
  // the next order changes the ratio 2 by some β/2
  assertClose(errors[0]! / errors[1]!, 2, 0.1);
  assertClose(errors[1]! / errors[2]!, 2, 0.05);
});

Deno.test("ddpm refuses a table that falls", async () => {
  await assertFails(() => ddpm.create({ ...usual, betaStart: 0.5 }), "betaEnd must be at least betaStart");
});
