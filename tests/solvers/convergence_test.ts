import type { Solver } from "../../lib/solvers/solver.ts";
import { equalTimes } from "../../lib/solvers/steps.ts";
import { assertClose, assertTrue } from "../support/assert.ts";
import { normals } from "../support/draws.ts";
import { leastSquares } from "../support/least_squares.ts";
import { matrixExponential } from "../support/matrix_exponential.ts";
import { gaussianVelocity, linear, type Ode, odes, reversed } from "../support/odes.ts";
import { velocityField } from "../support/velocity_field.ts";
import { odeSolver, odeSolvers } from "./ode_solvers.ts";

/** Every solver with a given number of steps, and the variants worth testing. */
const variants: readonly (readonly [title: string, create: (steps: number) => Solver])[] = [
  ...odeSolvers.map(({ name, create }) => [name, (steps: number) => create({ steps })] as const),
  ["euler with evaluateAt: end", (steps) => odeSolver("euler", { steps, evaluateAt: "end" })],
];

/** The error at the end, relative to the solution. */
async function errorOf(solver: Solver, { velocity, at }: Ode, times: Float64Array): Promise<number> {
  const { x } = await solver.solve(velocityField(velocity), Float64Array.from(at(times[0]!)), { times });
  const exact = at(times.at(-1)!);
  return Math.hypot(...exact.map((entry, i) => x[i]! - entry)) / Math.hypot(...exact);
}

/** Numbers of steps at which a method of an order is asymptotic, and not yet at rounding. */
function ladder(order: number): readonly number[] {
  if (order >= 8) return [10, 12, 14, 16, 18, 20, 24, 28];
  return order === 5 ? [48, 56, 64, 80, 96, 128, 160] : [48, 96, 192, 384];
}

/** Where rounding, of about 1e-16 a step, could be a few per cent of the error. */
const ROUNDING = 3e-14;

/**
 * The order that errors show: `log e = c + p·log h + d·h`, by least squares.
 *
 * The last term is that of the next order, which bends the line.
 */
async function observedOrder(
  create: (steps: number) => Solver,
  ode: Ode,
  grid: (steps: number, from: number, to: number) => Float64Array,
): Promise<number> {
  const rows: number[][] = [];
  const values: number[] = [];
  const numbers = ladder(create(1).order);
  for (const steps of numbers) {
    const error = await errorOf(create(steps), ode, grid(steps, ode.from, ode.to));
    if (error < ROUNDING) break;
    rows.push([1, Math.log(1 / steps), numbers[0]! / steps]);
    values.push(Math.log(error));
  }
  assertTrue(rows.length >= 4, `only ${rows.length} errors of ${ode.name} are above rounding`);
  return leastSquares(rows, values)[1]!;
}

/** Times whose steps are long and short in turns, and longer at one end than at the other. */
function unevenTimes(steps: number, from: number, to: number): Float64Array {
  return equalTimes(steps).map((s, i) => {
    const shifted = s + (i % 2 === 1 ? 0.25 / steps : 0);
    return i === steps ? to : from + (to - from) * (0.6 * shifted + 0.4 * shifted ** 2);
  });
}

/**
 * The problems on which methods of high order show it and no more. On the others the leading error of some of
 * them almost vanishes: that of order 8 has a 9th power of nearly the right weight on all linear problems.
 */
const TELLING = ["y' = 2y·(1 − y)", "the marginal velocity of Gaussian data on the cosine path"];

for (const [title, create] of variants) {
  const { order } = create(1);
  for (const ode of odes) {
    for (const [direction, problem] of Object.entries({ forward: ode, backward: reversed(ode) })) {
      Deno.test(`${title} converges at its order on ${ode.name}, ${direction} in time`, async () => {
        const observed = await observedOrder(create, problem, equalTimes);
        // The terms that the fit does not know bend it by up to this; measured, up to 0.15 at order 8 alone.
        if (order <= 4 || TELLING.includes(ode.name)) assertClose(observed, order, 0.15);
        else assertTrue(observed >= order - 0.15, `expected order ${order}, got ${observed}`);
      });
    }
  }

  // On uneven steps the higher orders are asymptotic only where rounding is.
  if (order <= 4) {
    Deno.test(`${title} converges at its order on steps of any lengths`, async () => {
      for (const problem of [odes.at(-1)!, reversed(odes.at(-1)!)]) {
        assertClose(await observedOrder(create, problem, unevenTimes), order, 0.15);
      }
    });
  }

  Deno.test(`${title} carries noise to Gaussian data within 1% at 200 steps`, async () => {
    const { x } = await create(200).solve(velocityField(gaussianVelocity), Float64Array.of(-1, 0, 1), {
      times: equalTimes(200),
      samples: 3,
    });
    // The exact map is x0 → 1 + x0/2. Order 1 errs by about 1/200 of the distance.
    [0.5, 1, 1.5].forEach((exact, i) => assertClose(x[i]!, exact, 0.01));
  });
}

Deno.test("errors on random linear systems shrink at the solvers' orders", async () => {
  // diffrax's regression: y' = A·y with 10 × 10 normal numbers of standard deviation ½, on [0, 4].
  const numbers = normals(110, "random linear system");
  const matrix = Array.from(
    { length: 10 },
    (_, i) => [...numbers.subarray(10 * i, 10 * i + 10)].map((a) => a / 2),
  );
  const flow = matrixExponential(matrix.map((row) => row.map((entry) => 4 * entry)));
  const start = numbers.subarray(100);
  const ode: Ode = {
    name: "the random linear system",
    from: 0,
    to: 4,
    velocity: linear(matrix.map((row) => Float64Array.from(row))),
    at: (t) =>
      t === 0 ? [...start] : flow.map((row) => row.reduce((sum, entry, i) => sum + entry * start[i]!, 0)),
  };
  for (const [title, create] of variants) {
    const points: [number, number][] = [];
    for (const steps of [4, 6, 8, 12, 16, 24, 32, 64, 128, 256, 512]) {
      const error = await errorOf(create(steps), ode, equalTimes(steps, 0, 4));
      if (error < 3e-13) break;
      points.push([Math.log(1 / steps), Math.log(error)]);
    }
    const finest = points.slice(-4);
    const slope = leastSquares(finest.map(([h]) => [1, h]), finest.map(([, error]) => error))[1]!;
    // diffrax asks for 0.9. Rounding, some 1e-15 a step, leaves high orders only grids that are not
    // asymptotic.
    const { order } = create(1);
    assertClose(slope, order, order <= 4 ? 0.15 : 0.9, `${title}:`);
  }
});
