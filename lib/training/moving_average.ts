/** How the moving average of the weights forgets. */
export interface Averaging {
  /** The decay per step, in `[0, 1)`; undefined when {@linkcode emaHalfLife} is given. */
  readonly emaDecay?: number | undefined;
  /** After how many examples the part of a weight in the average has halved, above 0. */
  readonly emaHalfLife?: number | undefined;
  /** Whether it forgets faster at the beginning. */
  readonly emaWarmUp: boolean;
  /** Examples in a step. */
  readonly batchSize: number;
}

/** While it warms up, the half-life is at most this part of the examples seen before the step. */
const RAMP_UP = 0.05;

/**
 * How far the moving average moves towards the parameters in a step, `1 − β_n`.
 *
 * - Of a decay: `β_n = β`, as torchcfm has it for CIFAR-10; with the warm-up `β_n = min(β, (1 + n)/(10 + n))`, as
 *   TensorFlow has it.
 * - Of a half-life `H` in examples, for batches of `B`: `β_n = 2^(−B/H)`; with the warm-up `H` is at most a twentieth of
 *   the `(n − 1)·B` examples before the step, so the first step leaves nothing of the initial weights.
 *
 * The warm-up keeps a short run from sampling with weights that are still mostly the initial ones.
 *
 * @param step The step `n`, from 1.
 * @param averaging Decay or half-life.
 * @returns A number in `(0, 1]`.
 * @see Karras et al., "Elucidating the Design Space of Diffusion-Based Generative Models", 2022, appendix F.2,
 * https://arxiv.org/abs/2206.00364, and `ema_rampup_ratio` of its training loop, https://github.com/NVlabs/edm
 * @see Tong et al., torchcfm, `examples/images/cifar10`, https://github.com/atong01/conditional-flow-matching
 */
export function renewal(
  step: number,
  { emaDecay = 0, emaHalfLife, emaWarmUp, batchSize }: Averaging,
): number {
  if (emaHalfLife === undefined) {
    return 1 - (emaWarmUp ? Math.min(emaDecay, (1 + step) / (10 + step)) : emaDecay);
  }
  const seen = (step - 1) * batchSize;
  const halfLife = emaWarmUp ? Math.min(emaHalfLife, RAMP_UP * seen) : emaHalfLife;
  // 1 − 2^(−B/H) without the cancellation, since a long average renews itself by 1e-6 in a step
  return -Math.expm1(-Math.LN2 * batchSize / halfLife);
}
