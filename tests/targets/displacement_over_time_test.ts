import type { Path } from "../../lib/paths/path.ts";
import { linear } from "../../lib/paths/linear.ts";
import { displacementOverTime } from "../../lib/targets/displacement_over_time.ts";
import { assertEquals, assertFails } from "../support/assert.ts";

const target = displacementOverTime.create({ smallestTime: 0.125 });

Deno.test("displacementOverTime regresses (x1 − x0)/t, of which the velocity is t times", () => {
  assertEquals(target.regressand(0.25, linear.create({})), { x1: 4, x0: -4 });
  assertEquals(target.velocity(0.25, linear.create({})), { x: 0, output: 0.25 });
  assertEquals(target.smallestTime, 0.125);
});

Deno.test("displacementOverTime refuses a path on which t times its output is not the velocity", async () => {
  const parabola: Path = {
    at: (t) => ({ alpha: t * t, sigma: 1 - t * t, alphaDot: 2 * t, sigmaDot: -2 * t }),
  };
  // At t = ½ this path has the linear one's derivatives, but not its coefficients.
  for (const t of [0.25, 0.5, 0.75]) {
    await assertFails(() => target.regressand(t, parabola), "path linear");
    await assertFails(() => target.velocity(t, parabola), "path linear");
  }
});
