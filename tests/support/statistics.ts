/**
 * How far the distribution of counts lies from the expected one, in standard deviations of the χ² distribution.
 *
 * For a right generator it is about standard normal, so 5 is exceeded once in millions of seeds.
 */
export function chiSquareDeviation(counts: readonly number[]): number {
  const expected = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  const statistic = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  const degrees = counts.length - 1;
  return (statistic - degrees) / Math.sqrt(2 * degrees);
}

/**
 * The Kolmogorov-Smirnov statistic `√n·max|F_n − F|`.
 *
 * For samples of `F` it exceeds 1.95 once in a thousand seeds, and 2.65 once in a million.
 */
export function kolmogorovSmirnov(samples: ArrayLike<number>, cdf: (x: number) => number): number {
  const sorted = Float64Array.from(samples).sort();
  let distance = 0;
  sorted.forEach((x, i) => {
    const probability = cdf(x);
    distance = Math.max(distance, probability - i / sorted.length, (i + 1) / sorted.length - probability);
  });
  return distance * Math.sqrt(sorted.length);
}

/**
 * The standard normal distribution function `Φ(x)`, to a few units in the last place.
 *
 * A power series in the middle and Laplace's continued fraction in the tails, independent of the library's
 * approximation of the inverse.
 *
 * @see Abramowitz and Stegun, "Handbook of Mathematical Functions", 1964, 26.2.11 and 26.2.14
 */
export function normalCdf(x: number): number {
  const density = Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
  if (Math.abs(x) < 2) {
    let sum = 0;
    for (let n = 60; n >= 1; n--) sum = (1 + sum) * x * x / (2 * n + 1);
    return 0.5 + density * x * (1 + sum);
  }
  let fraction = Math.abs(x);
  for (let n = 200; n >= 1; n--) fraction = Math.abs(x) + n / fraction;
  return x < 0 ? density / fraction : 1 - density / fraction;
}
