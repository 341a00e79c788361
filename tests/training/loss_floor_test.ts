import { bridgeCovariance } from "../../lib/couplings/coupling.ts";
import { brownianBridge } from "../../lib/gammas/brownian_bridge.ts";
import { none } from "../../lib/gammas/none.ts";
import { interpolant } from "../../lib/paths/interpolant.ts";
import { linear } from "../../lib/paths/linear.ts";
import { targets } from "../../lib/targets/mod.ts";
import { normalLossFloor } from "../../lib/training/loss_floor.ts";
import { assertClose } from "../support/assert.ts";
import { created } from "../support/components.ts";
import { interpolants } from "../support/interpolants.ts";

const SPREAD = 0.5;
const independent = { spread: SPREAD, covariance: 0 };
const straight = interpolant(linear.create({}), none.create({}));

Deno.test("the mean floor of the velocity on the straight path is πS/2", () => {
  const [velocity] = created(targets).filter(([name]) => name === "velocity").map(([, target]) => target);
  const steps = 2000;
  let sum = 0;
  for (let i = 0; i < steps; i++) {
    const at = straight.at((i + 0.5) / steps);
    sum += normalLossFloor(at, velocity!.regressions(at)[0]!, independent) / steps;
  }
  // The midpoint rule errs by h²/24 of the difference of slopes at the ends, which are below 10.
  assertClose(sum, Math.PI * SPREAD / 2, 1e-6);
});

for (const [name, target] of created(targets)) {
  for (const [title, between] of interpolants()) {
    if (target.unfit?.(between) !== undefined) continue;
    Deno.test(`the floor of ${name} on ${title} is the variance that a point leaves to the regressand`, () => {
      for (const t of [0.1, 0.5, 0.9]) {
        const at = between.at(t);
        for (const regression of target.regressions(at)) {
          // By completing squares: three independent normal numbers, projected off the direction of x_t.
          const direction = [at.alpha * SPREAD, at.sigma, at.gamma];
          const weights = [regression.x1 * SPREAD, regression.x0, regression.z];
          const dot = (a: number[], b: number[]) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
          const along = dot(weights, direction) / dot(direction, direction);
          const rest = weights.map((weight, i) => weight - along * direction[i]!);
          const expected = dot(rest, rest);
          // Differences of squares, rounded to 2⁻⁵³ of the larger of them.
          const tolerance = 1e-14 * Math.max(1, dot(weights, weights));
          assertClose(normalLossFloor(at, regression, independent), expected, tolerance, `at ${t}:`);
        }
      }
    });
  }
}

Deno.test("under optimal transport of Gaussians nothing is left to chance, and under a bridge as much as it adds", () => {
  const bridge = interpolant(linear.create({}), brownianBridge.create({ scale: 0.3 }));
  const at = bridge.at(0.4);
  const pair = { scale: 1, x1: 1, x0: -1, z: 0 };
  assertClose(normalLossFloor(straight.at(0.4), pair, { spread: SPREAD, covariance: SPREAD }), 0, 1e-15);
  const covariance = bridgeCovariance(0.3, SPREAD);
  // Var(x1 − x0 | x_t) of three jointly normal numbers, by hand.
  const variance = SPREAD ** 2 + 1 - 2 * covariance;
  const shared = 0.4 * SPREAD ** 2 + 0.6 * covariance - 0.6 - 0.4 * covariance;
  const whole = 0.16 * SPREAD ** 2 + 0.36 + 0.48 * covariance + 0.09 * 0.24;
  assertClose(
    normalLossFloor(at, pair, { spread: SPREAD, covariance }),
    variance - shared ** 2 / whole,
    1e-15,
  );
});
