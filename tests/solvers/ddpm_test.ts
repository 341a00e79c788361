import { paths } from "../../lib/paths/mod.ts";
import type { Path } from "../../lib/paths/path.ts";
import type { Field } from "../../lib/solvers/solver.ts";
import { equalTimes } from "../../lib/solvers/steps.ts";
import { assertClose, assertEquals, assertFails, assertTrue } from "../support/assert.ts";
import { created } from "../support/components.ts";
import { DATA, gaussianField, gaussianLaw } from "../support/gaussian_field.ts";
import {
  type AffineMap,
  affineMapOf,
  distance,
  lawAfter,
  orderOf,
  recorded,
  solver,
  streamNoise,
} from "./sde_probe.ts";

const VARIANCES = ["posterior", "transition"] as const;
const all: readonly [string, Path][] = created(paths);
const linear = all.find(([name]) => name === "linear")![1];

/** One step with given expected data: the weights of the point and of the noise, and what the data add. */
function stepOf(
  path: Path,
  variance: string,
  [from, to]: [number, number],
  data: number,
): Promise<AffineMap> {
  const field: Field<Float64Array> = { ...gaussianField(path), data: (x) => x.map(() => data) };
  return affineMapOf(solver("ddpmAncestral", { variance }), field, [from, to], 1);
}

Deno.test("ddpmAncestral on the path of DDPM takes DDPM's steps", async () => {
  const size = 1000;
  const ddpm = all.find(([name]) => name === "ddpm")![1];
  const beta = Array.from({ length: size + 1 }, (_, k) => 1e-4 + (0.02 - 1e-4) * (k - 1) / (size - 1));
  const product = [1];
  for (let k = 1; k <= size; k++) product.push(product[k - 1]! * (1 - beta[k]!));
  const times = equalTimes(size);
  for (const k of [1, 2, 3, 10, 250, 500, 999, 1000]) {
    const [bar, before] = [product[k]!, product[k - 1]!];
    for (const variance of VARIANCES) {
      const step: [number, number] = [times[size - k]!, times[size - k + 1]!];
      const none = await stepOf(ddpm, variance, step, 0);
      const { offset } = await stepOf(ddpm, variance, step, 1);
      // The product of a thousand factors and the path's own sum agree to 1e-13, as 1 − ᾱ = 1e-4 magnifies.
      assertClose(none.slope, Math.sqrt(1 - beta[k]!) * (1 - before) / (1 - bar), 1e-12, `x at ${k}:`);
      assertClose(offset, Math.sqrt(before) * beta[k]! / (1 - bar), 1e-12, `x̂1 at ${k}:`);
      const squared = variance === "posterior" ? (1 - before) / (1 - bar) * beta[k]! : beta[k]!;
      // The last step adds no noise.
      assertClose(none.weights[0]! ** 2, k === 1 ? 0 : squared, 1e-12, `variance at ${k}:`);
    }
  }
});

for (const [name, path] of all) {
  // A path at rest at 0 has Euler's method for its first step there.
  const times = [0.05, 0.1, 0.35, 0.8, 0.95];
  for (
    const [variance, data] of [
      ["posterior", { mean: 1, spread: 0 }],
      ["transition", { mean: 0, spread: 1 }],
    ] as const
  ) {
    Deno.test(`ddpmAncestral with variance ${variance} is exact for its data on ${name}`, async () => {
      const solved = solver("ddpmAncestral", { variance });
      const map = await affineMapOf(solved, gaussianField(path, data), times, times.length);
      const [start, end] = [0.05, 0.95].map((t) => gaussianLaw(data, path.at(t)));
      // Four steps of a few roundings of numbers of order 1.
      assertClose(distance(lawAfter(map, start!), end!), 0, 1e-14);
    });
  }

  for (const variance of VARIANCES) {
    Deno.test(`ddpmAncestral with variance ${variance} converges in law on ${name}`, async () => {
      const errors: number[] = [];
      for (const steps of [64, 128, 256]) {
        const solved = solver("ddpmAncestral", { variance });
        const times = equalTimes(steps, 0.1, 0.9);
        const map = await affineMapOf(solved, gaussianField(path), times, steps);
        const [start, end] = [0.1, 0.9].map((t) => gaussianLaw(DATA, path.at(t)));
        errors.push(distance(lawAfter(map, start!), end!));
      }
      assertClose(orderOf(errors), 1, 0.15);
    });

    Deno.test(`ddpmAncestral with variance ${variance} leads to the data on ${name}`, async () => {
      const { field, questions } = recorded(gaussianField(path));
      const map = await affineMapOf(solver("ddpmAncestral", { variance }), field, equalTimes(200), 200);
      const law = lawAfter(map, gaussianLaw(DATA, path.at(0)));
      // The slowest is the posterior's variance where σ ends like √(1 − t): h·log(1/h).
      assertClose(distance(law, gaussianLaw(DATA, path.at(1))), 0, 0.03);
      // The last step leaves what the path leaves.
      assertClose(map.weights[199]!, 0, path.at(1).sigma);
      assertTrue(questions.every(({ time }) => time < 1));
      // A velocity does not determine the data where the path is at rest.
      const resting = questions.filter(({ asked }) => asked === "velocity").map(({ time }) => time);
      assertEquals(resting, name === "polynomial" ? [0] : []);
    });
  }
}

Deno.test("ddpmAncestral from pure noise draws the next point anew", async () => {
  const { slope, offset, weights } = await stepOf(linear, "posterior", [0, 0.25], 1);
  // α_s = 0: nothing of the point is kept, x_t = α_t·x̂1 + σ_t·z.
  assertEquals([slope, offset, weights[0]], [0, 0.25, 0.75]);
});

Deno.test("ddpmAncestral says what it cannot do", async () => {
  const solve = (options: { times: number[]; noise?: ReturnType<typeof streamNoise> }) =>
    solver("ddpmAncestral", {}).solve(gaussianField(linear), Float64Array.of(0), options);
  await assertFails(() => solve({ times: [0, 1] }), "ddpmAncestral adds noise: expected SolveOptions.noise");
  const noise = streamNoise(0, 1);
  await assertFails(() => solve({ times: [1, 0], noise }), "ddpmAncestral goes from noise to data");
});
