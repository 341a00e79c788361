import type { Field, Solution, SolveOptions, Solver, State } from "../solvers/solver.ts";

/** How a field is followed. */
export interface FollowOptions<S extends State> extends SolveOptions<S> {
  /** What integrates it. */
  readonly solver: Solver;
  /** Whether the last step has to jump to the data, since the velocity has no limit at the last time. */
  readonly endsInJump: boolean;
}

/** From here a solver that chooses its own steps jumps; the error is of the order of `σ²`, a millionth. */
const JUMP = 1e-3;

/**
 * Follows a field to the end, also where its velocity has no limit there.
 *
 * Near `t = 1` the exact step is `x ← (σ₁/σ)·x + (α₁ − α·σ₁/σ)·x̂1`, which for `σ₁ = 0` is a jump to the data that
 * are expected. A solver of velocities goes up to the last step, and the jump takes that step's place. Solvers that
 * ask for the data take this limit by themselves.
 *
 * @param field The field.
 * @param start The initial state.
 * @param options The solver, the times and the observers.
 */
export async function follow<S extends State>(
  field: Field<S>,
  start: S,
  options: FollowOptions<S>,
): Promise<Solution<S>> {
  const { solver, endsInJump, times, samples = 1, onStep } = options;
  if (!endsInJump || solver.needs === "data") return await solver.solve(field, start, options);
  const last = times.length - 1;
  const before = solver.steps === undefined
    ? [times[0]!, times[last]! - JUMP]
    : Float64Array.from(times).subarray(0, last);
  const solution = await solver.solve(field, start, { ...options, times: before });
  const from = new Float64Array(samples).fill(before.at(-1)!);
  const x = (await field.data(solution.x, from)).slice() as S;
  // A sample that ran out of steps is not where the jump begins.
  const size = x.length / samples;
  for (const i of solution.unfinished) {
    x.set(solution.x.subarray(i * size, (i + 1) * size), i * size);
  }
  onStep?.(x, times[last]!);
  return { ...solution, x, evaluations: solution.evaluations.map((calls) => calls + 1) };
}
