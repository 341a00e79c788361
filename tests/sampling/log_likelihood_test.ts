import type { Mixture } from "../../lib/datasets/dataset.ts";
import { Failure } from "../../lib/failure.ts";
import { none } from "../../lib/gammas/none.ts";
import { cosine } from "../../lib/paths/cosine.ts";
import { type Interpolant, interpolant } from "../../lib/paths/interpolant.ts";
import { ratioOf } from "../../lib/paths/path.ts";
import { paths } from "../../lib/paths/mod.ts";
import type { DifferentiableField } from "../../lib/sampling/differentiable_field.ts";
import { fieldEnds, type FieldRules } from "../../lib/sampling/generative_field.ts";
import { dopri5 } from "../../lib/solvers/dopri5.ts";
import { solvers } from "../../lib/solvers/mod.ts";
import { data } from "../../lib/targets/data.ts";
import { diffusionVelocity } from "../../lib/targets/diffusion_velocity.ts";
import { targets } from "../../lib/targets/mod.ts";
import { sizeOf } from "../../lib/tensor/shape.ts";
import { assertAllClose, assertClose, assertEquals, assertFails, assertTrue } from "../support/assert.ts";
import { created } from "../support/components.ts";
import { normals } from "../support/draws.ts";
import { interpolants } from "../support/interpolants.ts";
import { exactField, likelihoods, mixtureLogDensity, straight, usual } from "./likelihoods.ts";

const [MEAN, SPREAD] = [1, 0.5];

/** One Gaussian in any number of dimensions. */
function gaussian(size: number): Mixture {
  return { weights: [1], means: [Array<number>(size).fill(MEAN)], spreads: [SPREAD] };
}

/**
 * The log-density of what the exact flow of Gaussian data makes of standard normal noise. Where the path keeps some
 * of the data at its start, or of the noise at its end, that is not quite the data's.
 */
function flowLogDensity({ at }: Pick<Interpolant, "at">, x1: Float64Array): number {
  const law = (t: number) => {
    const { alpha, sigma, gamma } = at(t);
    return { mean: alpha * MEAN, deviation: Math.hypot(alpha * SPREAD, sigma, gamma) };
  };
  const [start, end] = [law(0), law(1)];
  const growth = end.deviation / start.deviation;
  return x1.reduce((sum, x) => {
    const x0 = start.mean + (x - end.mean) / growth;
    return sum - (x0 ** 2 + Math.log(2 * Math.PI)) / 2 - Math.log(growth);
  }, 0);
}

/** Rules whose velocity exists all the way from one end to the other. */
function isRegular({ target, interpolant, path }: FieldRules): boolean {
  if (target.unfit?.(interpolant) !== undefined) return false;
  const ends = fieldEnds({ target, interpolant, path });
  return ends.start && ends.end &&
    [0, 1].every((t) =>
      target.regressions(interpolant.at(t)).every((regression) =>
        Object.values(regression).every(Number.isFinite)
      )
    );
}

const three = Float64Array.of(0.2, 1.3, -0.4, 2, 1, 0.5);

for (const [name, target] of created(targets)) {
  const regular = interpolants().filter(([, interpolant]) => isRegular({ target, interpolant }));
  if (regular.length === 0) continue;
  Deno.test(`read as ${name}, the density of Gaussian data is the closed form on every path`, async () => {
    for (const [title, interpolant] of regular) {
      const field = exactField({ target, interpolant }, gaussian(3));
      const { values, evaluations } = await likelihoods(field, three, 2);
      const expected = [three.subarray(0, 3), three.subarray(3)].map((x) => flowLogDensity(interpolant, x));
      // A hundred times the solver's tolerance.
      assertAllClose(values, expected, 1e-6, title);
      assertTrue(evaluations.every((calls) => calls > 20));
    }
  });
}

Deno.test("most targets and paths are tested", () => {
  const tested = created(targets).map(([name, target]) =>
    [name, interpolants().filter(([, interpolant]) => isRegular({ target, interpolant })).length] as const
  );
  assertTrue(tested.filter(([, count]) => count >= 4).length >= 3, JSON.stringify(tested));
});

Deno.test("the density of Gaussian data is that of N(m, S²·I), whatever the shape of a sample", async () => {
  const x1 = normals(8, "x1");
  for (const shape of [[1], [2], [4], [2, 2, 1]]) {
    const size = sizeOf(shape);
    const field = exactField(straight, gaussian(size), shape);
    const { values, estimates, standardErrors, x0 } = await likelihoods(field, x1, 8 / size);
    const rows = Array.from({ length: 8 / size }, (_, i) => x1.subarray(i * size, (i + 1) * size));
    assertAllClose(values, rows.map((x) => mixtureLogDensity(gaussian(size), x)), 1e-6, `[${shape}]`);
    assertEquals([estimates, standardErrors], [values, undefined]);
    // The exact flow is x1 = m + S·x0.
    assertAllClose(x0, x1.map((x) => (x - MEAN) / SPREAD), 1e-6);
  }
});

for (const [from, trainedOn] of created(paths)) {
  Deno.test(`a model of path ${from} has the density of the path that it is sampled on`, async () => {
    let tested = 0;
    for (const [to, path] of created(paths)) {
      // Of noisier points than it was trained on a model knows nothing.
      if (ratioOf(path.at(0)) < ratioOf(trainedOn.at(0))) continue;
      for (const target of [straight.target, data.create({ smallestTime: 0, largestTime: 1 })]) {
        const rules = { target, interpolant: interpolant(trainedOn, none.create({})), path };
        if (!isRegular(rules)) continue;
        tested++;
        const { values } = await likelihoods(
          exactField(rules, gaussian(3)),
          three,
          2,
        );
        const other = interpolant(path, none.create({}));
        const expected = [three.subarray(0, 3), three.subarray(3)].map((x) => flowLogDensity(other, x));
        assertAllClose(values, expected, 1e-6, to);
      }
    }
    assertTrue(tested > 0 || !Number.isFinite(trainedOn.at(1).sigmaDot), `${tested} tested`);
  });
}

const mixtures: readonly [title: string, law: Mixture, rules: FieldRules][] = [
  ["one dimension", { weights: [0.3, 0.7], means: [[-1], [1.5]], spreads: [0.4, 0.7] }, straight],
  ["two dimensions", {
    weights: [0.2, 0.5, 0.3],
    means: [[-1, 0.5], [1, 1], [0, -2]],
    spreads: [0.4, 0.7, 1.2],
  }, {
    target: diffusionVelocity.create({ smallestTime: 0, largestTime: 1 }),
    interpolant: interpolant(cosine.create({}), none.create({})),
  }],
];
for (const [title, law, rules] of mixtures) {
  Deno.test(`the density of a mixture in ${title} is the closed form`, async () => {
    const size = law.means[0]!.length;
    const x1 = normals(20 * size, "x1").map((x) => 1.5 * x);
    const { values } = await likelihoods(exactField(rules, law), x1, 20);
    const expected = Array.from(
      { length: 20 },
      (_, i) => mixtureLogDensity(law, x1.subarray(i * size, (i + 1) * size)),
    );
    // A hundred times the solver's tolerance.
    assertAllClose(values, expected, 1e-6);
  });
}

/** Two moons as a mixture of thirty round Gaussians along the half circles of `dataset: moons`. */
const moons: Mixture = {
  weights: Array<number>(30).fill(1 / 30),
  means: Array.from({ length: 30 }, (_, k) => {
    const angle = Math.PI * (Math.floor(k / 2) + 0.5) / 15;
    const [x, y] = k % 2 === 0
      ? [Math.cos(angle), Math.sin(angle)]
      : [1 - Math.cos(angle), 0.5 - Math.sin(angle)];
    return [(x - 0.5) * 4 / 3, (y - 0.25) * 4 / 3];
  }),
  spreads: Array<number>(30).fill(0.2),
};

Deno.test("the density of two moons is the closed form to a thousandth with the metric's tolerance, and integrates to 1", async () => {
  const field = exactField(straight, moons);
  const x1 = normals(200, "x1").map((z, e) => moons.means[Math.floor(e / 2) % 30]![e % 2]! + 0.2 * z);
  const { values } = await likelihoods(field, x1, 100, { solver: usual });
  const expected = Array.from(
    { length: 100 },
    (_, i) => mixtureLogDensity(moons, x1.subarray(2 * i, 2 * i + 2)),
  );
  // The tolerance of 1e-5 is per step, and there are some fifty of them.
  assertAllClose(values, expected, 1e-3);
  // The trapezoidal rule on a grid as fine as the spread, over more than four spreads around the moons.
  const [width, height] = [31, 21];
  const grid = Float64Array.from({ length: 2 * width * height }, (_, e) => {
    const node = Math.floor(e / 2);
    return e % 2 === 0 ? -3 + 0.2 * (node % width) : -2 + 0.2 * Math.floor(node / width);
  });
  const found = await likelihoods(field, grid, width * height, { solver: usual });
  assertClose(found.values.reduce((sum, value) => sum + Math.exp(value), 0) * 0.2 ** 2, 1, 1e-3);
});

/** The integral of a density in one dimension from −6 to 6, by the trapezoidal rule. */
async function integralOf(field: DifferentiableField, intervals: number): Promise<number> {
  const x1 = Float64Array.from({ length: intervals + 1 }, (_, i) => -6 + 12 * i / intervals);
  const { values } = await likelihoods(field, x1, x1.length, { solver: usual });
  return values.reduce((sum, value) => sum + Math.exp(value) * 12 / intervals, 0);
}

Deno.test("a density integrates to 1, also where the target's times are bounded", async () => {
  const [[, law]] = mixtures as [typeof mixtures[0]];
  // The rule's own error is negligible for a smooth function; 1e-5 is the solver's tolerance.
  const right = exactField(straight, law);
  assertClose(await integralOf(right, 100), 1, 1e-4);
  // Close to t = 1 the field is another one, but it is the one that samples would follow.
  const bounded = data.create({ smallestTime: 0, largestTime: 0.99 });
  const rules = { ...straight, target: bounded };
  assertClose(await integralOf(exactField(rules, law), 100), 1, 1e-4);
});

Deno.test("a solver with fixed steps converges to the density with its order", async () => {
  const field = exactField(straight, gaussian(3));
  const exact = flowLogDensity(straight.interpolant, three.subarray(0, 3));
  const { create, options } = solvers["heun"]!;
  const errors: number[] = [];
  for (const steps of [20, 40]) {
    const solver = create(options.parse({ steps }));
    const { values, evaluations } = await likelihoods(field, three, 2, { solver });
    assertEquals([...evaluations], [2 * steps, 2 * steps]);
    errors.push(Math.abs(values[0]! - exact));
  }
  // Order 2, in the first numbers of steps where it shows.
  assertClose(Math.log2(errors[0]! / errors[1]!), 2, 0.3);
});

Deno.test("a sample that runs out of steps has no log-likelihood, and is named", async () => {
  const field = exactField(straight, gaussian(1));
  const hurried = dopri5.create({ relativeTolerance: 1e-8, absoluteTolerance: 1e-8, maxSteps: 3 });
  const { values, unfinished } = await likelihoods(field, Float64Array.of(1, 2), 2, { solver: hurried });
  assertEquals([unfinished, [...values]], [[0, 1], [NaN, NaN]]);
});

for (const name of ["ddim", "eulerMaruyama"]) {
  Deno.test(`a log-likelihood along ${name} is refused, which follows more than the velocity`, async () => {
    const { create, options } = solvers[name]!;
    const error = await assertFails(
      () =>
        likelihoods(exactField(straight, gaussian(3)), normals(3, "x1"), 1, {
          solver: create(options.parse({})),
        }),
      "expected a solver that follows it, such as dopri5",
    );
    assertTrue(error instanceof Failure && error.exitCode === 2);
  });
}
