import { none } from "../../lib/gammas/none.ts";
import { interpolant } from "../../lib/paths/interpolant.ts";
import { linear } from "../../lib/paths/linear.ts";
import { displacementOverTime } from "../../lib/targets/displacement_over_time.ts";
import { assertEquals, assertTrue } from "../support/assert.ts";
import { circle } from "../support/interpolants.ts";

const target = displacementOverTime.create({ smallestTime: 0.125, largestTime: 1 });
const straight = interpolant(linear.create({}), none.create({}));

Deno.test("displacementOverTime regresses (x1 − x0)/t, of which the velocity is t times", () => {
  assertEquals(target.regressions(straight.at(0.25)), [{ scale: 1, x1: 4, x0: -4, z: 0 }]);
  assertEquals(target.velocity(straight.at(0.25)), { x: 0, outputs: [0.25] });
  assertEquals(target.smallestTime, 0.125);
});

Deno.test("displacementOverTime refuses a path on which t times its output is not the velocity", () => {
  // At t = ½ the parabola has the linear path's derivatives, but not its coefficients.
  const parabola = {
    at: (t: number) => ({ alpha: t * t, sigma: 1 - t * t, alphaDot: 2 * t, sigmaDot: -2 * t }),
  };
  assertEquals(target.unfit!(straight), undefined);
  for (const path of [parabola, circle]) {
    assertTrue(target.unfit!(interpolant(path, none.create({})))!.includes("Use path linear"));
  }
});
