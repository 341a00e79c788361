/** Pieces between which the distribution function is interpolated; its error is some 1e-7. */
const PIECES = 4000;

/** The abscissae and weights of Gauss's rule with two points on `[0, 1]`, which is of fourth order. */
const POINTS = [0.5 - Math.sqrt(3) / 6, 0.5 + Math.sqrt(3) / 6];

/**
 * The distribution function of a density on `(0, 1)`, by quadrature.
 *
 * The variable is `t = s²(3 − 2s)`, whose derivative vanishes at the ends, where densities may diverge like
 * the reciprocal of a square root.
 *
 * @param density The density.
 * @returns The integral of the density from 0 to `t`.
 */
export function distributionOf(density: (t: number) => number): (t: number) => number {
  const timeAt = (s: number) => s * s * (3 - 2 * s);
  const sums = [0];
  for (let i = 0; i < PIECES; i++) {
    const piece = POINTS.reduce((sum, point) => {
      const s = (i + point) / PIECES;
      return sum + density(timeAt(s)) * 6 * s * (1 - s) / 2;
    }, 0);
    sums.push(sums[i]! + piece / PIECES);
  }
  return (t) => {
    // the root of t = s²(3 − 2s)
    const place = PIECES * (0.5 - Math.sin(Math.asin(1 - 2 * t) / 3));
    const i = Math.min(Math.floor(place), PIECES - 1);
    return sums[i]! + (place - i) * (sums[i + 1]! - sums[i]!);
  };
}
