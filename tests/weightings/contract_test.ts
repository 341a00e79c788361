import { none } from "../../lib/gammas/none.ts";
import { cosine } from "../../lib/paths/cosine.ts";
import { interpolant } from "../../lib/paths/interpolant.ts";
import { linear } from "../../lib/paths/linear.ts";
import { targets } from "../../lib/targets/mod.ts";
import { errorFactors } from "../../lib/training/batch.ts";
import { weightings } from "../../lib/weightings/mod.ts";
import { assertClose, assertEquals, assertTrue } from "../support/assert.ts";
import { created } from "../support/components.ts";

const straight = interpolant(linear.create({}), none.create({}));
const curved = interpolant(cosine.create({}), none.create({}));

/** The weight for a target of the catalog at a time of an interpolant. */
function weightFor(name: string, target: string, t: number, between = straight): number {
  const { options, create } = weightings[name]!;
  const { options: own, create: make } = targets[target]!;
  const made = make(own.parse({}));
  const at = between.at(t);
  const { scale } = made.regressions(at)[0]!;
  return create(options.parse({})).weight(at, errorFactors(made, at, 0, scale));
}

for (const [name, weighting] of created(weightings)) {
  Deno.test(`${name} weights every time within (0, 1) positively, for every target that the path takes`, () => {
    for (const [targetName, target] of created(targets)) {
      if (target.unfit?.(straight) !== undefined) continue;
      for (const t of [1e-3, 0.25, 0.5, 0.999]) {
        const at = straight.at(t);
        target.regressions(at).forEach(({ scale }, head) => {
          const weight = weighting.weight(at, errorFactors(target, at, head, scale));
          assertTrue(Number.isFinite(weight) && weight > 0, `${targetName} at ${t}: ${weight}`);
        });
      }
    }
  });

  Deno.test(`${name} divides by the density of the times only if it is asked to`, () => {
    const { options, create } = weightings[name]!;
    assertEquals(weighting.importance, false);
    assertEquals(create(options.parse({ importance: true })).importance, true);
  });
}

Deno.test("uniform is 1", () => {
  assertEquals([weightFor("uniform", "data", 0.3), weightFor("uniform", "velocity", 0.9)], [1, 1]);
});

Deno.test("velocityEquivalent is 1/(1 − t)², 1/t² and ((1 − t)/t)²/(1 − t)² for data, noise and the scaled score", () => {
  const t = 0.2;
  // One division and one square.
  assertClose(weightFor("velocityEquivalent", "data", t), 1 / 0.8 ** 2, 1e-15);
  assertClose(weightFor("velocityEquivalent", "noise", t), 25, 1e-13);
  // What is compared is σ times the score's error, so the weight is (σD/α)²/σ².
  assertClose(weightFor("velocityEquivalent", "score", t), 25, 1e-13);
  assertClose(weightFor("velocityEquivalent", "velocity", t), 1, 0);
  assertClose(weightFor("velocityEquivalent", "diffusionVelocity", t, curved), (Math.PI / 2) ** 2, 1e-14);
});

Deno.test("minSnr is min(SNR, 5) for data, min(SNR, 5)/SNR for noise, min(SNR, 5)/(SNR + 1) for v-prediction", () => {
  for (const t of [0.1, 0.5, 0.9]) {
    const { alpha, sigma } = curved.at(t);
    const ratio = alpha ** 2 / sigma ** 2;
    const capped = Math.min(ratio, 5);
    // A few roundings of numbers up to 40.
    assertClose(weightFor("minSnr", "data", t, curved), capped, 1e-13);
    assertClose(weightFor("minSnr", "noise", t, curved), capped / ratio, 1e-13);
    assertClose(weightFor("minSnr", "diffusionVelocity", t, curved), capped / (ratio + 1), 1e-13);
  }
});
