import { type Dropout, NO_CLASS } from "../architectures/architecture.ts";
import type { Arrays } from "../engines/engine.ts";
import type { Coefficients, Interpolant } from "../paths/interpolant.ts";
import { Stream } from "../random/stream.ts";
import type { Regression, Target } from "../targets/target.ts";
import { sizeOf } from "../tensor/shape.ts";
import type { Shape } from "../tensor/types.ts";
import type { TimeSampler } from "../time_samplers/time_sampler.ts";
import type { ErrorFactors, Weighting } from "../weightings/weighting.ts";
import { dropoutMasks } from "./dropout_masks.ts";
import { type PairParts, pairs } from "./pairs.ts";

/** Everything that a batch is drawn from. */
export interface BatchParts extends Omit<PairParts, "size"> {
  /** The shape of one example. */
  readonly shape: Shape;
  /** How times are drawn. */
  readonly timeSampler: TimeSampler;
  /** The path between the two, and the noise around it. */
  readonly interpolant: Interpolant;
  /** What the network regresses. */
  readonly target: Target;
  /** How much each time counts. */
  readonly weighting: Weighting;
  /** The probability that an example's class is not told, 0 unless given. */
  readonly dropProbability?: number;
  /** Where the network drops activations; nowhere unless given. */
  readonly dropouts?: readonly Dropout[] | undefined;
  /**
   * The least possible squared error of what a head is compared with, per entry, given the best answer; undefined
   * where it is not known.
   */
  readonly floor?: ((at: Coefficients, regression: Regression) => number) | undefined;
}

/** The batch of one step. */
export interface Batch {
  /**
   * What the training step is given: `xt`, `t`, `regressand` and `share`; `scale` if the target has one; `label` if the
   * network is told classes; and a mask for each of its dropouts. The heads' rows follow one another: `[heads·B, ...]`.
   */
  readonly inputs: Arrays;
  /** The share of each row's squared error in that of the velocity, `[heads·B]`. */
  readonly velocityShares: Float64Array;
  /** The least that the batch's loss is on average, if the loss is the squared error; NaN if it is not known. */
  readonly floor: number;
}

/**
 * What an error of 1 in what a head is compared with makes of the velocity and of the expected data.
 *
 * @param target The target.
 * @param at The coefficients at the time.
 * @param head Which head.
 * @param scale The head's scale there.
 */
export function errorFactors(target: Target, at: Coefficients, head: number, scale: number): ErrorFactors {
  return {
    velocity: target.velocity(at).outputs[head]! / scale,
    data: target.data(at).outputs[head]! / scale,
  };
}

/**
 * Draws the batch of any training step; what it draws depends on the seed, the step and the place in the batch
 * alone.
 *
 * @param parts What to draw from.
 * @returns A function from a step's number, from 1, to its batch. The arrays are overwritten by the next call.
 * @throws {RangeError} If the coupling's batch size does not fit.
 */
export function batches(parts: BatchParts): (step: number) => Batch {
  const { seed, timeSampler, interpolant, target, weighting, floor, batchSize } = parts;
  const { classes = 0, dropProbability = 0 } = parts;
  const masks = dropoutMasks(parts.dropouts ?? [], { seed, batchSize });
  const size = sizeOf(parts.shape);
  const pairsOf = pairs({ ...parts, size });
  const { smallestTime, largestTime, heads, isScaled } = target;
  const xt = new Float32Array(batchSize * size);
  const t = new Float32Array(batchSize);
  const regressand = new Float32Array(heads * batchSize * size);
  const share = new Float32Array(heads * batchSize);
  const scale = new Float32Array(heads * batchSize);
  const label = new Float32Array(batchSize);
  const inputs: Arrays = {
    xt,
    t,
    regressand,
    share,
    ...isScaled ? { scale } : {},
    ...classes > 0 ? { label } : {},
    ...masks.inputs,
  };
  const velocityShares = new Float64Array(heads * batchSize);
  const timeDraws = new Stream({ seed, purpose: "train/time" });
  const labelDraws = new Stream({ seed, purpose: "train/label" });
  const latentDraws = new Stream({ seed, purpose: "train/latent" });
  const latent = interpolant.gamma.isZero ? undefined : new Float32Array(size);

  return (step) => {
    const { x0, x1, rows, first, labels } = pairsOf(step);
    masks.draw(step);
    timeDraws.moveTo(0, step);
    const times = timeSampler.sample(batchSize, timeDraws);
    let least = floor ? 0 : NaN;
    for (let i = 0; i < batchSize; i++) {
      const at = interpolant.at(smallestTime + (largestTime - smallestTime) * times[i]!);
      const pair = { x0, x1, latent, x0Start: rows[i]! * size, x1Start: (first + i) * size, size };
      if (latent) {
        latentDraws.moveTo(i, step);
        latentDraws.fillNormal(latent);
      }
      t[i] = at.t;
      labelDraws.moveTo(i, step);
      label[i] = dropProbability > 0 && labelDraws.uniform() < dropProbability ? NO_CLASS : labels[i]!;
      mix(xt, i * size, pair, at.alpha, at.sigma, at.gamma);
      const density = weighting.importance ? timeSampler.density(times[i]!) : 1;
      const regressions = target.regressions(at);
      for (let head = 0; head < heads; head++) {
        const regression = regressions[head]!;
        const row = head * batchSize + i;
        mix(regressand, row * size, pair, regression.x1, regression.x0, regression.z);
        const factors = errorFactors(target, at, head, regression.scale);
        scale[row] = regression.scale;
        share[row] = weighting.weight(at, factors) / (batchSize * density);
        velocityShares[row] = factors.velocity ** 2 / batchSize;
        if (floor) least += share[row]! * floor(at, regression);
      }
    }
    return { inputs, velocityShares, floor: least };
  };
}

/** Where the parts of a sum stand. */
interface Pair {
  readonly x0: Float32Array;
  readonly x1: Float32Array;
  readonly latent: Float32Array | undefined;
  readonly x0Start: number;
  readonly x1Start: number;
  readonly size: number;
}

/** Writes `ofData·x1 + ofSource·x0 + ofLatent·z`; each entry is computed in double precision and rounded once. */
function mix(
  out: Float32Array,
  start: number,
  { x0, x1, latent, x0Start, x1Start, size }: Pair,
  ofData: number,
  ofSource: number,
  ofLatent: number,
): void {
  if (latent === undefined || ofLatent === 0) {
    for (let j = 0; j < size; j++) out[start + j] = ofData * x1[x1Start + j]! + ofSource * x0[x0Start + j]!;
    return;
  }
  for (let j = 0; j < size; j++) {
    out[start + j] = ofData * x1[x1Start + j]! + ofSource * x0[x0Start + j]! + ofLatent * latent[j]!;
  }
}
