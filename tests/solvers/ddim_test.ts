import { paths } from "../../lib/paths/mod.ts";
import type { Path } from "../../lib/paths/path.ts";
import type { Field } from "../../lib/solvers/solver.ts";
import { equalTimes } from "../../lib/solvers/steps.ts";
import { assertAllClose, assertClose, assertEquals, assertFails, assertTrue } from "../support/assert.ts";
import { created } from "../support/components.ts";
import { DATA, gaussianField, gaussianFlow, gaussianLaw } from "../support/gaussian_field.ts";
import { affineMapOf, distance, lawAfter, orderOf, recorded, solver, streamNoise } from "./sde_probe.ts";

const all: readonly [string, Path][] = created(paths);
const linear = all.find(([name]) => name === "linear")![1];

/** Two clusters, `N(±1, 0.1²)`: a field that is not affine in `x`. */
function clusters(path: Path): Field<Float64Array> {
  const answer = (ask: "velocity" | "data") => (x: Float64Array, t: Float64Array): Float64Array => {
    const parts = [-1, 1].map((mean) => {
      const data = { mean, spread: 0.1 };
      const law = gaussianLaw(data, path.at(t[0]!));
      const weights = x.map((entry) => Math.exp(-(((entry - law.mean) / law.deviation) ** 2) / 2));
      return { weights, answers: gaussianField(path, data)[ask](x, t) as Float64Array };
    });
    return x.map((_, e) => {
      const total = parts.reduce((sum, { weights }) => sum + weights[e]!, 0);
      return parts.reduce((sum, { weights, answers }) => sum + weights[e]! / total * answers[e]!, 0);
    });
  };
  return { ...gaussianField(path), velocity: answer("velocity"), data: answer("data") };
}

Deno.test("ddim on the linear path is Euler's method, in both directions", async () => {
  const field = clusters(linear);
  for (const [from, to] of [[0, 1], [0.2, 0.7], [0.7, 0.2], [1, 0]] as const) {
    const times = equalTimes(20, from, to);
    const start = Float64Array.of(-1.3, -0.2, 0.4, 1.1);
    const { x } = await solver("ddim", {}).solve(field, start, { times });
    const euler = await solver("euler", {}).solve(field, start, { times });
    // Twenty steps of a few roundings each; (x̂1 − x)/(1 − t) loses digits as t → 1.
    assertAllClose(x, euler.x, 1e-12);
  }
});

for (const [name, path] of all) {
  Deno.test(`ddim on ${name} is exact in any steps if the expected data do not change`, async () => {
    const fixed: Field<Float64Array> = { ...gaussianField(path), data: (x) => x.map(() => 0.7) };
    for (const times of [[0.1, 0.9], [0.1, 0.15, 0.4, 0.9], [0.9, 0.3, 0.1]]) {
      const { x } = await solver("ddim", {}).solve(fixed, Float64Array.of(0.3, -2), { times });
      const [start, end] = [path.at(times[0]!), path.at(times.at(-1)!)];
      const exact = [0.3, -2].map((x0) =>
        end.alpha * 0.7 + end.sigma / start.sigma * (x0 - start.alpha * 0.7)
      );
      // A few roundings of numbers below 20, where the path has little noise at 0.9.
      assertAllClose(x, exact, 1e-13);
    }
  });

  for (const [direction, from, to] of [["forward", 0.1, 0.9], ["backward", 0.9, 0.1]] as const) {
    Deno.test(`ddim on ${name} converges at order 1, ${direction} in time`, async () => {
      const start = Float64Array.of(-1.5, 0, 2);
      const exact = start.map((x) => gaussianFlow(DATA, path, x, from, to));
      const errors: number[] = [];
      for (const steps of [32, 64, 128, 256]) {
        const times = equalTimes(steps, from, to);
        const { x } = await solver("ddim", {}).solve(gaussianField(path), start, { times });
        errors.push(Math.max(...x.map((entry, e) => Math.abs(entry - exact[e]!))));
      }
      // The next order's term bends the line by a few per cent of the slope on these grids.
      assertClose(orderOf(errors), 1, 0.1);
    });
  }

  Deno.test(`ddim on ${name} ends at the data that were expected last, and asks nothing there`, async () => {
    for (const eta of [0, 0.5, 1]) {
      const { field, questions } = recorded(gaussianField(path));
      let last = Float64Array.of(NaN);
      const data = async (x: Float64Array, t: Float64Array) => last = await field.data(x, t) as typeof last;
      const { x } = await solver("ddim", { eta }).solve({ ...field, data }, Float64Array.of(0.3), {
        times: equalTimes(10),
        noise: streamNoise(0, 1),
      });
      const { alpha, sigma } = path.at(1);
      // Where σ(1) > 0 so much is left of the noise.
      assertClose(x[0]!, alpha * last[0]!, 5 * sigma);
      assertTrue(questions.every(({ time }) => time < 1));
      // A velocity does not determine the data where the path is at rest.
      const resting = questions.filter(({ asked }) => asked === "velocity").map(({ time }) => time);
      assertEquals(resting, name === "polynomial" ? [0] : []);
    }
  });

  Deno.test(`ddim on ${name} has the law of the path around a point, with any eta`, async () => {
    const point = { mean: 1, spread: 0 };
    // A path at rest at 0 has Euler's method for its first step there.
    const times = [0.05, 0.1, 0.35, 0.8, 0.95];
    const ends = [0.05, 0.95].map((t) => gaussianLaw(point, path.at(t)));
    for (const eta of [0, 0.3, 1]) {
      const map = await affineMapOf(solver("ddim", { eta }), gaussianField(path, point), times, times.length);
      // Four steps of a few roundings of numbers of order 1.
      assertClose(distance(lawAfter(map, ends[0]!), ends[1]!), 0, 1e-14);
    }
  });

  Deno.test(`ddim with eta 1 on ${name} is ddpmAncestral`, async () => {
    const options = { times: equalTimes(30), samples: 4, noise: streamNoise(1, 4) };
    const start = Float64Array.of(-1, 0.2, 0.5, 2);
    const { x } = await solver("ddim", { eta: 1 }).solve(clusters(path), start, options);
    const ancestral = await solver("ddpmAncestral", {}).solve(clusters(path), start, options);
    // Thirty steps of a few roundings each, which the field between two clusters may stretch.
    assertAllClose(x, ancestral.x, 1e-12);
  });
}

Deno.test("ddim adds the noise of its paper on a variance preserving path", async () => {
  const path = all.find(([name]) => name === "variancePreserving")![1];
  const [from, to] = [0.4, 0.45];
  const [late, early] = [path.at(from).alpha ** 2, path.at(to).alpha ** 2];
  for (const eta of [0.2, 0.7, 1]) {
    const { weights } = await affineMapOf(solver("ddim", { eta }), gaussianField(path), [from, to], 1);
    // Equation 16, with ᾱ of the noisier time below the other.
    const expected = eta * Math.sqrt((1 - early) / (1 - late)) * Math.sqrt(1 - late / early);
    // 1 − late/early cancels to about 1/2, the squares of α and σ to a few roundings.
    assertClose(weights[0]!, expected, 1e-14);
  }
});

Deno.test("ddim needs a Gaussian source and increasing times for its noise only", async () => {
  const [still, noisy] = [solver("ddim", {}), solver("ddim", { eta: 0.5 })];
  assertEquals([still.needsGaussianSource, noisy.needsGaussianSource], [false, true]);
  const start = Float64Array.of(0);
  await still.solve(gaussianField(linear), start, { times: [1, 0] });
  const noise = streamNoise(0, 1);
  const solve = (options: object) => noisy.solve(gaussianField(linear), start, { times: [1, 0], ...options });
  await assertFails(() => solve({ noise }), "ddim with eta above 0 goes from noise to data");
  await assertFails(() => solve({ times: [0, 1] }), "ddim with eta above 0 adds noise");
});
