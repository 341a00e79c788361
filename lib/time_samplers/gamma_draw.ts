import type { Stream } from "../random/stream.ts";

/** A number of the uniform distribution on `(0, 1]`, whose logarithm is finite. */
function positiveUniform(draws: Stream): number {
  return 1 - draws.uniform();
}

/**
 * The next number of the gamma distribution with density `x^{a−1}·e^{−x}/Γ(a)`, by rejection.
 *
 * How many numbers of the stream it takes varies, but with the stream alone.
 *
 * @param shape The shape `a`, positive.
 * @param draws The stream to draw from.
 * @returns A number, not negative.
 * @see Marsaglia and Tsang, "A simple method for generating gamma variables", 2000
 */
export function gammaDraw(shape: number, draws: Stream): number {
  // below 1 the density is unbounded: Γ(a) is Γ(a + 1) times u^{1/a}
  if (shape < 1) return gammaDraw(shape + 1, draws) * positiveUniform(draws) ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  while (true) {
    const z = draws.normal();
    const v = (1 + c * z) ** 3;
    if (v > 0 && Math.log(positiveUniform(draws)) < 0.5 * z * z + d - d * v + d * Math.log(v)) return d * v;
  }
}
