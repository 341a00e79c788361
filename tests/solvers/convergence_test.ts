import { solvers } from "../../lib/solvers/mod.ts";
import type { Solver } from "../../lib/solvers/solver.ts";
import { assertClose } from "../support/assert.ts";
import { gaussianVelocity, type Ode, odes } from "../support/odes.ts";

/** The options of a catalog's solver with a given number of steps, and the variants worth testing. */
const variants: readonly (readonly [title: string, create: (steps: number) => Solver])[] = [
  ...Object.entries(solvers).map(([name, { options, create }]) =>
    [name, (steps: number) => create(options.parse({ steps }))] as const
  ),
  ["euler with evaluateAt: end", (steps) => {
    const { options, create } = solvers.euler!;
    return create(options.parse({ steps, evaluateAt: "end" }));
  }],
];

/** The largest error in the solution's entries at the end of the interval. */
async function errorOf(solver: Solver, { from, to, velocity, at }: Ode): Promise<number> {
  const { x } = await solver.solve(velocity, Float64Array.from(at(from)), { from, to });
  return Math.max(...at(to).map((exact, i) => Math.abs(x[i]! - exact)));
}

/** The same problem from its end to its start. */
function reversed(ode: Ode): Ode {
  return { ...ode, from: ode.to, to: ode.from };
}

/** The slope of the line through points, by least squares. */
function slope(points: readonly (readonly [number, number])[]): number {
  const mean = (axis: 0 | 1) => points.reduce((sum, point) => sum + point[axis], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  const covariance = points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0);
  return covariance / points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0);
}

for (const [title, create] of variants) {
  for (const ode of odes) {
    for (const [direction, problem] of Object.entries({ forward: ode, backward: reversed(ode) })) {
      Deno.test(`${title} converges at its order on ${ode.name}, ${direction} in time`, async () => {
        // Coarser grids are not yet asymptotic; with finer ones order 4 meets rounding, near 1e-15.
        const points: [number, number][] = [];
        for (const steps of [24, 48, 96, 192]) {
          points.push([Math.log(1 / steps), Math.log(await errorOf(create(steps), problem))]);
        }
        // The next order's term bends the line by O(h), a few per cent of the slope on these grids.
        assertClose(slope(points), create(1).order, 0.15);
      });
    }
  }

  Deno.test(`${title} carries noise to Gaussian data within 1% at 200 steps`, async () => {
    const { x } = await create(200).solve(gaussianVelocity, Float64Array.of(-1, 0, 1));
    // The exact map is x0 → 1 + x0/2. Order 1 errs by about 1/200 of the distance.
    [0.5, 1, 1.5].forEach((exact, i) => assertClose(x[i]!, exact, 0.01));
  });
}

for (const [name, { options, create }] of Object.entries(solvers)) {
  Deno.test(`${name} follows y' = a + (y − (at + b))⁵ along its straight line to rounding`, async () => {
    const solver = create(options.parse({ steps: 50 }));
    const line: Ode = { ...odes[3]!, from: 1, to: 8, at: (t) => [0.2 * t + 3] };
    // 50 additions of numbers below 5 round by at most 50·4.4e-16 = 2.2e-14 together.
    assertClose(await errorOf(solver, line), 0, 3e-14);
    assertClose(await errorOf(solver, reversed(line)), 0, 3e-14);
  });
}
