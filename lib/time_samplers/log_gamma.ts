/** From here on Stirling's series with its first eight terms is as good as a double. */
const LARGE = 8;

/** `B_2k/(2k(2k − 1))` for `k = 1 … 8`. */
const STIRLING = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156, -3617 / 122400];

/**
 * The logarithm of the gamma function, `ln Γ(x)`.
 *
 * @param x A positive number.
 * @returns The logarithm, to about 1 part in 10¹⁵, or to 10⁻¹⁵ where it is smaller than 1.
 * @see Abramowitz and Stegun, "Handbook of Mathematical Functions", 1964, 6.1.41
 */
export function logGamma(x: number): number {
  if (x < LARGE) return logGamma(x + 1) - Math.log(x);
  const series = STIRLING.reduceRight((sum, term) => sum / (x * x) + term, 0) / x;
  return (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + series;
}
