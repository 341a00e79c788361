import { z } from "zod";
import { BrownianPath } from "./brownian_path.ts";
import { type CommonTimeField, commonTimeField } from "./common_time_field.ts";
import { determinesData } from "./determines_data.ts";
import { diffusionAt, diffusionFields } from "./diffusion.ts";
import { fixedSteps } from "./fixed_steps.ts";
import { noiseForward } from "./noise_forward.ts";
import { reachesData } from "./reaches_data.ts";
import type { Field, Solution, SolveOptions, Solver, State } from "./solver.ts";
import { stepsField } from "./steps.ts";

/** The options of a solver of marginal-preserving SDEs. */
export const marginalSdeOptions = z.strictObject({ steps: stepsField(250), ...diffusionFields });

/** The same, all of them known. */
export type MarginalSdeOptions = z.output<typeof marginalSdeOptions>;

/** One step of `dx = drift(x, t, g²) dt + g dW`. */
export interface SdeStep<S extends State> {
  /** What is asked for drifts. */
  readonly field: CommonTimeField<S>;
  /** The time at the start. */
  readonly from: number;
  /** The time at the end. */
  readonly to: number;
  /** `g²` at the start and at the end; both 0 in a step without noise. */
  readonly variances: readonly [number, number];
  /** `W(to) − W(from)` for every entry; 0 in a step without noise. */
  readonly increment: Float64Array;
  /** Whether the step ends with the data, so that nothing must be asked there. */
  readonly isLast: boolean;
}

/** A method for such steps. */
export interface SdeMethod {
  /** The solver's name, for messages. */
  readonly name: string;
  /** Its weak order. */
  readonly order: number;
  /**
   * Makes what takes the steps of one solution: it moves the state in place, and returns how often it asked.
   *
   * @param state A state, for the length and type of buffers.
   */
  start<S extends State>(state: S): (x: S, step: SdeStep<S>) => Promise<number>;
}

/**
 * A solver of the SDE `dx = (v + ½g²s) dt + g dW`, which has the marginals of `dx = v dt` whatever `g(t) ≥ 0`
 * is.
 *
 * Since any `g` will do, it is 0 on the steps on which the noise would be singular or stay in the samples:
 *
 * - on a step to `t = 1`, or to another time with `σ = 0`;
 * - on a step from a time at which `g²` is not finite, such as the first one of `reversal` where `α(0) = 0`;
 * - on a step from a time with `σ = 0`, or with `α̇σ − σ̇α = 0`, where a velocity says nothing about the
 *   score;
 * - on steps that begin before `noiseFrom` or end after `noiseUntil`.
 *
 * So drifts with noise are never asked for at those times. The noise is a {@linkcode BrownianPath}, so that
 * solutions with `2^k` equal steps share it.
 *
 * Explicit steps are stable as long as the score's part of the drift does not overshoot. Where the data are
 * concentrated its slope is `−½g²/σ²`, so `g²h` must not be much above `4σ²` at the times at which it is
 * asked. On equal steps and the paths of the catalog, `sigma`, `linear`, `sineSquared` and `reversal` with a
 * scale of about 1 keep to that. `constant` does not where `σ` is below `√(ηh)/2`, which in many steps
 * multiplies what the network sees by thousands: set `noiseUntil` so that the noise ends before. `reversal`
 * is `2n/t` at the start of paths with `α` like `tⁿ`, so a step from `t` must not be longer than about
 * `2t/n`: equal steps are stable up to `n = 2`, but a grid whose second step is far longer than its first one
 * needs `noiseFrom`.
 *
 * @param method How a step is taken.
 * @param options How many steps, and how much noise.
 * @throws {RangeError} If the noise would end before it begins.
 * @see Song et al., "Score-Based Generative Modeling through SDEs", 2021, appendix D.1,
 * https://arxiv.org/abs/2011.13456; Albergo, Boffi and Vanden-Eijnden, "Stochastic Interpolants", 2023,
 * section 2.3, https://arxiv.org/abs/2303.08797
 */
export function marginalSde(method: SdeMethod, options: MarginalSdeOptions): Solver {
  const { diffusion, scale, noiseFrom, noiseUntil } = options;
  if (noiseFrom >= noiseUntil) {
    throw new RangeError(`Noise from ${noiseFrom} until ${noiseUntil}: expected noiseFrom below noiseUntil`);
  }

  /** `g²` at both ends of a step. */
  function variancesOf(field: Pick<Field, "at">, from: number, to: number): readonly [number, number] {
    const [start, end] = [field.at(from), field.at(to)];
    const isSilent = from < noiseFrom || to > noiseUntil || to <= from;
    if (isSilent || reachesData(to, end) || !determinesData(start)) return [0, 0];
    const variances = [
      scale * diffusionAt(diffusion, from, start),
      scale * diffusionAt(diffusion, to, end),
    ] as const;
    return variances.every(Number.isFinite) ? variances : [0, 0];
  }

  async function solve<S extends State>(
    field: Field<S>,
    start: S,
    given: SolveOptions<S>,
  ): Promise<Solution<S>> {
    const noise = noiseForward(method.name, given);
    const common = commonTimeField(field, start, given.samples);
    const increment = new Float64Array(start.length);
    const take = method.start(start);
    let brownian: BrownianPath | undefined;
    return await fixedSteps(start, given, async (x, from, to) => {
      const variances = variancesOf(field, from, to);
      if (variances[0] === 0 && variances[1] === 0) increment.fill(0);
      else {
        brownian ??= new BrownianPath({ times: given.times, entries: start.length, noise });
        brownian.increment(from, to, increment);
      }
      const isLast = reachesData(to, field.at(to));
      return await take(x, { field: common, from, to, variances, increment, isLast });
    });
  }

  return { order: method.order, steps: options.steps, needs: "score", needsGaussianSource: true, solve };
}
