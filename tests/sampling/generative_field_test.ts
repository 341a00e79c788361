import { gaussianOracle } from "../../lib/architectures/gaussian_oracle.ts";
import { none } from "../../lib/gammas/none.ts";
import { interpolant } from "../../lib/paths/interpolant.ts";
import { linear } from "../../lib/paths/linear.ts";
import { paths } from "../../lib/paths/mod.ts";
import { variancePreserving } from "../../lib/paths/variance_preserving.ts";
import { fieldEnds, type FieldRules, generativeField } from "../../lib/sampling/generative_field.ts";
import { oracleCall } from "../../lib/sampling/oracle_call.ts";
import { targets } from "../../lib/targets/mod.ts";
import type { Target } from "../../lib/targets/target.ts";
import { velocity } from "../../lib/targets/velocity.ts";
import { assertAllClose, assertClose, assertEquals, assertTrue } from "../support/assert.ts";
import { created } from "../support/components.ts";
import { gaussianTruth } from "../support/gaussian.ts";
import { interpolants } from "../support/interpolants.ts";

const DATA = { mean: 1, spread: 0.5 };
const problem = {
  dataset: { law: { weights: [1], means: [[DATA.mean]], spreads: [DATA.spread] } },
  source: { isStandardNormal: true },
  coupling: { isIndependent: true, bridgeWidth: undefined },
};
const noExamples = { size: 1, fingerprint: "", read() {}, label: () => 0 };
const points = Float64Array.of(-2, 0.3, 1.5);
const straight = interpolant(linear.create({}), none.create({}));
const plain = velocity.create({ smallestTime: 0, largestTime: 1 });

/** The field of an oracle for Gaussian data, read by the rules of a target. */
function oracleField(rules: FieldRules) {
  const oracle = gaussianOracle.create({}).build({
    shape: [1],
    heads: rules.target.heads,
    problem: { ...problem, interpolant: rules.interpolant },
  });
  return generativeField(oracleCall<Float64Array>(oracle, rules, noExamples), rules);
}

/** A target and every interpolant that it takes. */
function taken(target: Target) {
  return interpolants().filter(([, between]) => target.unfit?.(between) === undefined);
}

for (const [name, target] of created(targets)) {
  for (const [title, between] of taken(target)) {
    Deno.test(`velocity, data and drift of an oracle read as ${name} on ${title} are the closed forms`, async () => {
      const field = oracleField({ target, interpolant: between });
      for (const time of [0.02, 0.3, 0.7, 0.98]) {
        const at = between.at(time);
        const t = new Float64Array(3).fill(time);
        const truths = Array.from(points, (x) => gaussianTruth(DATA, at, x));
        // Quotients of coefficients, squared for the score, times roundings of 2⁻⁵³.
        const condition = 1 / Math.min(at.alpha, at.sigma, 1) ** 2;
        const tolerance = 1e-13 * condition * Math.max(1, Math.abs(at.alphaDot), Math.abs(at.sigmaDot));
        assertAllClose(
          await field.velocity(points, t),
          truths.map(({ velocity }) => velocity),
          tolerance,
          "v",
        );
        const found = await field.data(points, t);
        if (found.every(Number.isFinite)) {
          assertAllClose(found, truths.map(({ data }) => data), tolerance, "data");
        }
        const drift = await field.drift(points, t, 0.8);
        if (drift.every(Number.isFinite)) {
          assertAllClose(
            drift,
            truths.map(({ velocity, score }) => velocity + 0.4 * score),
            tolerance,
            "drift",
          );
        }
      }
    });
  }
}

Deno.test("samples at times of their own are answered as they are alone", async () => {
  for (const [name, target] of created(targets)) {
    const [[, between]] = taken(target) as [ReturnType<typeof taken>[0]];
    const field = oracleField({ target, interpolant: between });
    const times = Float64Array.of(0.1, 0.5, 0.8);
    const together = await field.velocity(points, times);
    for (const i of [0, 1, 2]) {
      const alone = await field.velocity(points.slice(i, i + 1), times.slice(i, i + 1));
      assertEquals(alone[0], together[i], name);
    }
  }
});

Deno.test("times outside the target's bounds are asked as if they were the nearest within", async () => {
  const asked: number[] = [];
  const target = velocity.create({ smallestTime: 0.1, largestTime: 0.9 });
  const field = generativeField<Float64Array>((x, t) => {
    asked.push(...t);
    return Promise.resolve([x]);
  }, { target, interpolant: straight });
  await field.velocity(points, Float64Array.of(0, 0.5, 1));
  assertEquals(asked, [0.1, 0.5, 0.9]);
});

Deno.test("an output that is taken for the velocity is not converted, whatever the target", async () => {
  const target = targets["data"]!.create(targets["data"]!.options.parse({}));
  const rules = { target, interpolant: straight, takesOutput: true };
  const field = generativeField<Float64Array>((x) => Promise.resolve([x.map((value) => 10 * value)]), rules);
  assertEquals([...await field.velocity(points, new Float64Array(3).fill(0.9))], [-20, 3, 15]);
});

for (const [from, trainedOn] of created(paths)) {
  for (const [to, sampledOn] of created(paths)) {
    Deno.test(`a model of path ${from} has the velocity of path ${to} when it is sampled on that`, async () => {
      const between = interpolant(trainedOn, none.create({}));
      for (const name of ["velocity", "data"]) {
        const target = targets[name]!.create(targets[name]!.options.parse({}));
        const field = oracleField({ target, interpolant: between, path: sampledOn });
        for (const time of [0.2, 0.5, 0.9]) {
          const at = sampledOn.at(time);
          const t = new Float64Array(3).fill(time);
          const truths = Array.from(points, (x) => gaussianTruth(DATA, at, x));
          // 1e-12 is what the inverse of the ratio is exact to.
          const tolerance = 1e-11 * Math.max(1, Math.abs(at.alphaDot), Math.abs(at.sigmaDot)) / at.sigma ** 2;
          assertAllClose(
            await field.velocity(points, t),
            truths.map(({ velocity }) => velocity),
            tolerance,
            name,
          );
          assertAllClose(await field.data(points, t), truths.map(({ data }) => data), tolerance, name);
          const drift = truths.map(({ velocity, score }) => velocity + 0.4 * score);
          assertAllClose(await field.drift(points, t, 0.8), drift, tolerance / at.sigma, name);
        }
      }
    });
  }
}

Deno.test("a time of the other path is asked at the time of the same ratio, about the scaled point", async () => {
  let asked: { x: Float64Array; t: Float64Array } | undefined;
  const path = paths["cosine"]!.create({});
  const field = generativeField<Float64Array>((x, t) => {
    asked = { x: x.slice(), t };
    return Promise.resolve([x]);
  }, { target: plain, interpolant: straight, path });
  await field.velocity(Float64Array.of(1), Float64Array.of(0.5));
  // At ½ the cosine path has α = σ = √½, which the straight one has, times √2, at ½.
  assertClose(asked!.t[0]!, 0.5, 1e-15);
  assertClose(asked!.x[0]!, Math.SQRT1_2, 1e-15);
});

Deno.test("the ends at which a velocity has no limit are found", () => {
  const ends = (name: string, between = straight) => {
    const { options, create } = targets[name]!;
    return fieldEnds({ target: create(options.parse({})), interpolant: between });
  };
  assertEquals(ends("velocity"), { start: true, end: true });
  assertEquals(ends("data"), { start: true, end: false });
  assertEquals(ends("noise"), { start: false, end: true });
  assertEquals(ends("score"), { start: false, end: true });
  assertEquals(ends("diffusionVelocity"), { start: true, end: true });
  const preserving = interpolant(variancePreserving.create({ betaMin: 0.1, betaMax: 20 }), none.create({}));
  assertEquals(ends("noise", preserving), { start: true, end: false });
  assertTrue(ends("velocity", preserving).end);
});

Deno.test("sampled on the cosine path, a straight model has the transformed velocity (ċ/c)·x + c·ṫ·u(x/c, t), to 1e-12", async () => {
  const cosine = paths["cosine"]!.create({});
  const field = oracleField({ target: plain, interpolant: straight, path: cosine });
  for (const r of [0.05, 0.3, 0.5, 0.8, 0.95]) {
    const { alpha, sigma, alphaDot, sigmaDot } = cosine.at(r);
    // On the straight path t = ᾱ/(ᾱ + σ̄), and both coefficients are scaled by c = ᾱ + σ̄.
    const c = alpha + sigma;
    const [t, cDot] = [alpha / c, alphaDot + sigmaDot];
    const tDot = (alphaDot * sigma - alpha * sigmaDot) / c ** 2;
    const expected = Array.from(points, (x) => {
      const u = gaussianTruth(DATA, straight.at(t), x / c).velocity;
      return cDot / c * x + c * tDot * u;
    });
    assertAllClose(await field.velocity(points, new Float64Array(3).fill(r)), expected, 1e-12, `at ${r}`);
  }
});
