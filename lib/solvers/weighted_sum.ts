import type { State } from "./solver.ts";

/** A stage of a method and its weight. */
export interface Term<S extends State = State> {
  /** The velocities that the stage found. */
  readonly stage: S;
  /** What they are multiplied with. */
  readonly weight: number;
}

/**
 * Pairs stages with weights, leaving out those that do not count.
 *
 * @param weights As many weights as there are stages, or fewer.
 * @param stages The stages.
 * @returns The terms.
 */
export function termsOf<S extends State>(weights: readonly number[], stages: readonly S[]): Term<S>[] {
  return weights.map((weight, i) => ({ stage: stages[i]!, weight })).filter(({ weight }) => weight !== 0);
}

/**
 * `sum = Σ weight·stage`, entry by entry and in double precision.
 *
 * @param sum Receives the sums.
 * @param terms The terms, added in their order.
 * @param length How many entries count.
 */
export function weightedSum(sum: Float64Array, terms: readonly Term[], length: number): void {
  sum.fill(0, 0, length);
  // Term by term, since a loop over one array at a time is the fastest that JavaScript does.
  for (const { stage, weight } of terms) {
    for (let e = 0; e < length; e++) sum[e]! += weight * stage[e]!;
  }
}

/**
 * `out = x + h·slope`, entry by entry, each rounded once.
 *
 * @param out Receives the points; it may be `x` itself.
 * @param x The points to start from.
 * @param h The length of the step.
 * @param slope Its velocities.
 */
export function advance(out: State, x: State, h: number, slope: Float64Array): void {
  for (let e = 0; e < out.length; e++) out[e] = x[e]! + h * slope[e]!;
}
