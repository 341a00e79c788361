/** What a network answers, and how its answers change along a probe. */
export interface Slopes {
  /** The answers, head by head: each an array like `x`. */
  readonly outputs: readonly Float64Array[];
  /** `probe·(∂output/∂x)·probe`, head by head: a number for every sample. */
  readonly slopes: readonly Float64Array[];
}

/**
 * A network that is asked for the change of its answers too.
 *
 * @param x Samples, laid end to end.
 * @param t Their times.
 * @param probe A direction for every sample, an array like `x`.
 * @param rows Which of the caller's samples they are; all of them in order unless given.
 */
export type DifferentiableCall = (
  x: Float64Array,
  t: Float64Array,
  probe: Float64Array,
  rows?: Uint32Array,
) => Promise<Slopes>;

/**
 * The product `a·b` of every sample's vectors.
 *
 * @param a One vector for each sample, laid end to end.
 * @param b As many others.
 * @param samples How many samples.
 */
export function dotProducts(a: ArrayLike<number>, b: ArrayLike<number>, samples: number): Float64Array {
  const size = a.length / samples;
  const products = new Float64Array(samples);
  for (let i = 0, e = 0; i < samples; i++) {
    let sum = 0;
    for (const end = e + size; e < end; e++) sum += a[e]! * b[e]!;
    products[i] = sum;
  }
  return products;
}
