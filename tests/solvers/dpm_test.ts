import { paths } from "../../lib/paths/mod.ts";
import type { Path } from "../../lib/paths/path.ts";
import type { Field } from "../../lib/solvers/solver.ts";
import { equalTimes } from "../../lib/solvers/steps.ts";
import { assertAllClose, assertClose, assertEquals, assertTrue } from "../support/assert.ts";
import { created } from "../support/components.ts";
import { DATA, gaussianField, gaussianFlow, gaussianLaw } from "../support/gaussian_field.ts";
import { orderOf, recorded, solver } from "./sde_probe.ts";

const all: readonly [string, Path][] = created(paths);
const linear = all.find(([name]) => name === "linear")![1];

/** The largest error of the flow from three points of the law at the start. */
async function errorOf(name: string, path: Path, times: Float64Array): Promise<number> {
  const [from, to] = [times[0]!, times.at(-1)!];
  const { mean, deviation } = gaussianLaw(DATA, path.at(from));
  const start = Float64Array.of(-1.5, 0, 2).map((x) => mean + deviation * x);
  const { x } = await solver(name, {}).solve(gaussianField(path), start, { times });
  return Math.max(...x.map((entry, e) => Math.abs(entry - gaussianFlow(DATA, path, start[e]!, from, to))));
}

for (const name of ["linear", "cosine"]) {
  const path = all.find(([found]) => found === name)![1];
  for (const [direction, from, to] of [["forward", 0.1, 0.9], ["backward", 0.9, 0.1]] as const) {
    Deno.test(`dpmSolverPlusPlus2M on ${name} converges at order 2, ${direction} in time`, async () => {
      const errors: number[] = [];
      for (const steps of [32, 64, 128, 256]) {
        errors.push(await errorOf("dpmSolverPlusPlus2M", path, equalTimes(steps, from, to)));
      }
      // The next order's term bends the line by several per cent of the slope on these grids.
      assertClose(orderOf(errors), 2, 0.15);
    });
  }

  Deno.test(`dpmSolverPlusPlus2M on ${name} converges on uneven steps too`, async () => {
    const errors: number[] = [];
    for (const steps of [32, 64, 128, 256]) {
      const times = equalTimes(steps).map((t) => 0.1 + 0.8 * t * t);
      errors.push(await errorOf("dpmSolverPlusPlus2M", path, times));
    }
    assertClose(orderOf(errors), 2, 0.15);
  });
}

for (const [name, path] of all) {
  Deno.test(`dpmSolverPlusPlus2M on ${name} leads to the data, and does not ask there`, async () => {
    const { field, questions } = recorded(gaussianField(path));
    const { x } = await solver("dpmSolverPlusPlus2M", {}).solve(field, Float64Array.of(-1, 2), {
      times: equalTimes(10),
    });
    assertTrue(x.every(Number.isFinite));
    assertTrue(questions.every(({ time }) => time < 1));
    // A velocity does not determine the data where the path is at rest.
    const resting = questions.filter(({ asked }) => asked === "velocity").map(({ time }) => time);
    assertEquals(resting, name === "polynomial" ? [0] : []);
    const [error, finer, ddim] = [
      await errorOf("dpmSolverPlusPlus2M", path, equalTimes(8)),
      await errorOf("dpmSolverPlusPlus2M", path, equalTimes(200)),
      await errorOf("ddim", path, equalTimes(200)),
    ];
    // Where σ ends like √(1 − t) the error is of order h, and 25 times as many steps make it 18 times
    // smaller.
    assertTrue(finer < error / 15, `${error} in 8 steps, ${finer} in 200`);
    assertTrue(finer < ddim, `ddim has ${ddim}`);
  });

  Deno.test(`dpmSolverPlusPlus2M on ${name} is exact if the expected data do not change`, async () => {
    const fixed: Field<Float64Array> = { ...gaussianField(path), data: (x) => x.map(() => 0.7) };
    const { x } = await solver("dpmSolverPlusPlus2M", {}).solve(fixed, Float64Array.of(0.3, -2), {
      times: [0.1, 0.15, 0.4, 0.6, 0.9],
    });
    const [start, end] = [path.at(0.1), path.at(0.9)];
    const exact = [0.3, -2].map((x0) => end.alpha * 0.7 + end.sigma / start.sigma * (x0 - start.alpha * 0.7));
    // A few roundings of numbers of order 1.
    assertAllClose(x, exact, 1e-13);
  });
}

Deno.test("dpmSolverPlusPlus2M takes the steps of its paper", async () => {
  // x̂1 is 1 at first, 3 then, and 10 at last.
  const answers = [1, 3, 10];
  const field: Field<Float64Array> = {
    ...gaussianField(linear),
    data: () => Float64Array.of(answers.shift()!),
  };
  const times = [0.2, 0.3, 0.42, 0.6];
  const { x } = await solver("dpmSolverPlusPlus2M", {}).solve(field, Float64Array.of(0.5), { times });
  const lambda = times.map((t) => Math.log(t / (1 - t)));
  const h = [1, 2, 3].map((i) => lambda[i]! - lambda[i - 1]!);
  const step = (x: number, i: number, data: number): number =>
    (1 - times[i]!) / (1 - times[i - 1]!) * x - times[i]! * Math.expm1(-h[i - 1]!) * data;
  // Algorithm 2, with r = h₋/h.
  const mixed = (i: number, data: number, before: number): number => {
    const r = h[i - 2]! / h[i - 1]!;
    return (1 + 1 / (2 * r)) * data - before / (2 * r);
  };
  const exact = step(step(step(0.5, 1, 1), 2, mixed(2, 3, 1)), 3, mixed(3, 10, 3));
  // A few roundings of numbers below 20.
  assertClose(x[0]!, exact, 2e-14);
});

Deno.test("dpmSolverPlusPlus2M does not continue the data over a long step", async () => {
  const answers = [1, 3];
  const field: Field<Float64Array> = {
    ...gaussianField(linear),
    data: () => Float64Array.of(answers.shift()!),
  };
  // λ = ln(t/(1 − t)) is 0, 0.41 and 1.39.
  const times = [0.5, 0.6, 0.8];
  const { x } = await solver("dpmSolverPlusPlus2M", {}).solve(field, Float64Array.of(0), { times });
  const middle = 0.1 * 1 / 0.5;
  // Euler's steps on the linear path, with x̂1 = 1 and 3; a few roundings.
  assertClose(x[0]!, middle + 0.2 * (3 - middle) / 0.4, 1e-14);
});
