import { NO_CLASS } from "../architectures/architecture.ts";
import type { NetworkCall } from "./generative_field.ts";

/** How strongly samples are drawn towards their class, and when. */
export interface Guidance {
  /** The factor `w` of the difference that the class makes; 1 takes the answer for the class as it is. */
  readonly scale: number;
  /** The first time with guidance. */
  readonly from: number;
  /** The last time with guidance. */
  readonly to: number;
}

/** A network that is told a class for every sample, or {@linkcode NO_CLASS}. */
export type LabelledCall = (
  x: Float32Array,
  t: Float64Array,
  labels: Int32Array,
) => Promise<readonly Float32Array[]>;

/** The calls of a network that is told its samples' classes, and what they cost beyond one each. */
export interface GuidedCalls {
  /** The network for these samples. */
  readonly call: NetworkCall<Float32Array>;
  /** For every sample, how many calls were made more than were asked for. */
  readonly extraCalls: Uint32Array;
}

/**
 * Tells a network the classes of its samples, with classifier-free guidance: within the interval the answer is
 * `u + w·(c − u)`, where `c` is the network's answer for the class, and `u` its answer without one.
 *
 * What a target makes of answers is linear with weights that sum to the same, so to guide the answer is to guide the
 * velocity, the expected data or the score. Outside the interval, for samples without a class and with `w = 1` the
 * network is asked once. The times are those of the path that was trained on.
 *
 * @param call The network.
 * @param labels The class of every sample.
 * @param guidance How strong, and when.
 * @see Ho and Salimans, "Classifier-Free Diffusion Guidance", 2022, https://arxiv.org/abs/2207.12598; the interval:
 * Kynkäänniemi et al., "Applying Guidance in a Limited Interval Improves Sample and Distribution Quality in Diffusion
 * Models", 2024, https://arxiv.org/abs/2404.07724
 */
export function guidedCalls(
  call: LabelledCall,
  labels: Int32Array,
  { scale, from, to }: Guidance,
): GuidedCalls {
  const extraCalls = new Uint32Array(labels.length);
  return {
    extraCalls,
    async call(x, t, given) {
      const samples = given ?? Uint32Array.from(t, (_, row) => row);
      const told = Int32Array.from(samples, (sample) => labels[sample]!);
      const answers = await call(x, t, told);
      const guided = [...t.keys()].filter((row) =>
        scale !== 1 && told[row] !== NO_CLASS && t[row]! >= from && t[row]! <= to
      );
      if (guided.length === 0) return answers;
      const size = x.length / t.length;
      // The others are not asked a second time.
      const free = await call(
        guided.length === t.length ? x : rowsOf(x, size, guided),
        Float64Array.from(guided, (row) => t[row]!),
        new Int32Array(guided.length).fill(NO_CLASS),
      );
      guided.forEach((row, i) => {
        const sample = samples[row]!;
        extraCalls[sample] = extraCalls[sample]! + 1;
        answers.forEach((answer, head) => {
          const without = free[head]!;
          for (let e = 0; e < size; e++) {
            const u = without[i * size + e]!;
            answer[row * size + e] = u + scale * (answer[row * size + e]! - u);
          }
        });
      });
      return answers;
    },
  };
}

/** Some rows of an array, in the order that they are named in. */
function rowsOf(x: Float32Array, size: number, rows: readonly number[]): Float32Array {
  const out = new Float32Array(rows.length * size);
  rows.forEach((row, i) => out.set(x.subarray(row * size, (row + 1) * size), i * size));
  return out;
}
