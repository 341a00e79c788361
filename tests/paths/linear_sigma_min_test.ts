import { linear } from "../../lib/paths/linear.ts";
import { linearSigmaMin } from "../../lib/paths/linear_sigma_min.ts";
import { ratioOf, timeOf } from "../../lib/paths/path.ts";
import { assertClose, assertEquals } from "../support/assert.ts";

Deno.test("linearSigmaMin leaves σ_min of the source at the data, exactly", () => {
  for (const sigmaMin of [0, 1e-4, 0.1, 1 / 3]) {
    const path = linearSigmaMin.create({ sigmaMin });
    assertEquals(path.at(0), { alpha: 0, sigma: 1, alphaDot: 1, sigmaDot: sigmaMin - 1 });
    assertEquals(path.at(1), { alpha: 1, sigma: sigmaMin, alphaDot: 1, sigmaDot: sigmaMin - 1 });
    // two roundings
    assertClose(path.at(0.3).sigma, 1 - (1 - sigmaMin) * 0.3, 3e-16);
  }
});

Deno.test("linearSigmaMin without a σ_min is linear", () => {
  const path = linearSigmaMin.create({ sigmaMin: 0 });
  for (const t of [0, 0.1, 0.5, 1]) assertEquals(path.at(t), linear.create({}).at(t));
});

Deno.test("linearSigmaMin ends at the ratio 1/σ_min, and is at its end for every larger one", () => {
  const path = linearSigmaMin.create({ sigmaMin: 0.01 });
  assertEquals(ratioOf(path.at(1)), 100);
  assertEquals([timeOf(path, 100), timeOf(path, 1e6), timeOf(path, Infinity)], [1, 1, 1]);
});
