import type { GradientAt } from "./follow.ts";

/** The options of adam and adamw; no decay unless given. */
export interface AdamReferenceOptions {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay?: number;
}

/**
 * Algorithm 1 of Kingma and Ba, line by line in double precision, after the decay of Loshchilov and Hutter as
 * PyTorch does it: first `θ ← θ·(1 − ηλ)`, then Adam's step.
 */
export function adamReference(
  options: AdamReferenceOptions,
  start: ArrayLike<number>,
  steps: number,
  gradientAt: GradientAt,
  factorAt: (step: number) => number = () => 1,
): Float64Array {
  const { beta1, beta2, epsilon, weightDecay = 0 } = options;
  const params = Float64Array.from(start);
  const mean = new Float64Array(params.length);
  const meanSquare = new Float64Array(params.length);
  for (let step = 1; step <= steps; step++) {
    const rate = options.learningRate * factorAt(step);
    Array.from(gradientAt(Float32Array.from(params), step)).forEach((g, i) => {
      params[i]! *= 1 - rate * weightDecay;
      mean[i] = beta1 * mean[i]! + (1 - beta1) * g;
      meanSquare[i] = beta2 * meanSquare[i]! + (1 - beta2) * g * g;
      const corrected = mean[i]! / (1 - beta1 ** step);
      const root = Math.sqrt(meanSquare[i]! / (1 - beta2 ** step));
      params[i]! -= rate * corrected / (root + epsilon);
    });
  }
  return params;
}
