/**
 * The derivative of a function by the four-point central difference.
 *
 * Its error is `h⁴/30` of the fifth derivative, and the rounding of the function divided by `h`: about 1e-11 for
 * smooth functions of order 1.
 */
export function derivative(f: (x: number) => number, x: number, h: number = 1e-5): number {
  return (8 * (f(x + h) - f(x - h)) - (f(x + 2 * h) - f(x - 2 * h))) / (12 * h);
}

/** The gradient of a function of many numbers, in double precision, by {@linkcode derivative}. */
export function gradientOf(f: (x: Float64Array) => number, x: ArrayLike<number>, h?: number): Float64Array {
  const at = Float64Array.from(x);
  return at.map((centre, i) => derivative((value) => f(at.with(i, value)), centre, h));
}
