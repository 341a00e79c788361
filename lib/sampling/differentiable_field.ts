import { type DifferentiableCall, dotProducts } from "./differentiable_call.ts";
import { askedPoints, askedTimes, type FieldRules, readAnswer, readingsOf } from "./generative_field.ts";

/** A velocity, and how it changes along probes. */
export interface VelocitySlopes {
  /** The velocity, an array like `x`. */
  readonly velocity: Float64Array;
  /** `probe·(∂v/∂x)·probe`, probe by probe: a number for every sample. */
  readonly slopes: readonly Float64Array[];
}

/**
 * A velocity field that is asked for the change of its velocity too.
 *
 * @param x Samples, laid end to end.
 * @param t Their times.
 * @param probes At least one direction for every sample, each an array like `x`, which may be the same one anew.
 * @param rows Which of the caller's samples they are; all of them in order unless given.
 */
export type DifferentiableField = (
  x: Float64Array,
  t: Float64Array,
  probes: Iterable<Float64Array>,
  rows?: Uint32Array,
) => Promise<VelocitySlopes>;

/**
 * Reads a network's answers and their slopes as those of the velocity, with one network call for each probe.
 *
 * With the velocity `w·x + Σ w_h·output_h(c·x)` of a network, `c` being 1 unless another path is sampled on,
 * `p·(∂v/∂x)·p = w·‖p‖² + Σ w_h·c·(p·(∂output_h/∂x)·p)`. The sum over the unit vectors is the divergence.
 *
 * @param call The network.
 * @param rules How to read it.
 */
export function differentiableField(call: DifferentiableCall, rules: FieldRules): DifferentiableField {
  return async (x, times, probes, rows) => {
    const readings = readingsOf(times, "velocity", rules);
    const [point, t] = [askedPoints(x, readings), askedTimes(readings)];
    let velocity: Float64Array | undefined;
    const slopes: Float64Array[] = [];
    for (const probe of probes) {
      const answer = await call(point, t, probe, rows);
      velocity ??= readAnswer(x, answer.outputs, readings);
      const squares = dotProducts(probe, probe, times.length);
      slopes.push(squares.map((square, i) => {
        const weights = readings[i]!;
        return answer.slopes.reduce((sum, slope, head) => {
          const weight = weights.outputs[head] ?? 0;
          return weight === 0 ? sum : sum + weight * weights.input * slope[i]!;
        }, weights.x * square);
      }));
    }
    return { velocity: velocity!, slopes };
  };
}
