import { logarithm, logarithms } from "./logarithm.ts";

/** A rational approximation: two polynomials' eight coefficients, the constant term first. */
interface Approximation {
  readonly numerator: Float64Array;
  readonly denominator: Float64Array;
}

/** A polynomial by Horner's rule; written out, since a loop takes twice as long. */
function polynomial(c: Float64Array, x: number): number {
  return ((((((c[7]! * x + c[6]!) * x + c[5]!) * x + c[4]!) * x + c[3]!) * x + c[2]!) * x + c[1]!) * x +
    c[0]!;
}

// deno-fmt-ignore
const CENTRE: Approximation = {
  numerator: Float64Array.of(3.3871328727963666080, 1.3314166789178437745e2, 1.9715909503065514427e3,
    1.3731693765509461125e4, 4.5921953931549871457e4, 6.7265770927008700853e4, 3.3430575583588128105e4,
    2.5090809287301226727e3),
  denominator: Float64Array.of(1, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3,
    2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4, 5.2264952788528545610e3),
};
// deno-fmt-ignore
const TAIL: Approximation = {
  numerator: Float64Array.of(1.42343711074968357734, 4.63033784615654529590, 5.76949722146069140550,
    3.64784832476320460504, 1.27045825245236838258, 2.41780725177450611770e-1, 2.27238449892691845833e-2,
    7.74545014278341407640e-4),
  denominator: Float64Array.of(1, 2.05319162663775882187, 1.67638483018380384940, 6.89767334985100004550e-1,
    1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9),
};
// deno-fmt-ignore
const FAR_TAIL: Approximation = {
  numerator: Float64Array.of(6.65790464350110377720, 5.46378491116411436990, 1.78482653991729133580,
    2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5,
    2.01033439929228813265e-7),
  denominator: Float64Array.of(1, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
    7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15),
};

/** How far from one half the centre reaches. */
const CENTRE_WIDTH = 0.425;

/** The quantile of `0.5 + q`, for `|q| ≤ CENTRE_WIDTH`. */
function centre(q: number): number {
  const r = 0.180625 - q * q;
  return q * polynomial(CENTRE.numerator, r) / polynomial(CENTRE.denominator, r);
}

/** How far out a tail begins that has a probability of the logarithm given. */
function tail(logarithm: number): number {
  const r = Math.sqrt(-logarithm);
  if (r <= 5) return polynomial(TAIL.numerator, r - 1.6) / polynomial(TAIL.denominator, r - 1.6);
  return polynomial(FAR_TAIL.numerator, r - 5) / polynomial(FAR_TAIL.denominator, r - 5);
}

/**
 * The quantile of the standard normal distribution, `Φ⁻¹(p)`, to about 1 part in 10¹⁶.
 *
 * One uniform number makes one normal number, monotonically; only the tails need a logarithm. All of it is arithmetic
 * that IEEE 754 defines to the bit, so that the results are the same on every machine.
 *
 * @param p A probability in `(0, 1)`.
 * @returns The `x` with `Φ(x) = p`.
 * @see Wichura, "Algorithm AS 241: the percentage points of the normal distribution", 1988
 */
export function quantile(p: number): number {
  const q = p - 0.5;
  if (Math.abs(q) <= CENTRE_WIDTH) return centre(q);
  return q < 0 ? -tail(logarithm(p)) : tail(logarithm(1 - p));
}

/** The most words that {@linkcode fillQuantiles} takes. */
export const MOST_WORDS = 512;

const WORD = 2 ** -32;
/** How many words, from 0, belong to the lower tail. */
const TAIL_WORDS = Math.ceil((0.5 - CENTRE_WIDTH) / WORD - 0.5);
const places = new Uint16Array(MOST_WORDS);
const chances = new Float64Array(MOST_WORDS);
const logs = new Float64Array(MOST_WORDS);

/** A word's distance from the nearer end of `[0, 2³²)`. */
function depth(word: number): number {
  return word ^ (word >> 31);
}

/**
 * Writes `quantile((word + ½)/2³²)` for many words.
 *
 * First all are treated as if they belonged to the centre, then those of the tails once more: a processor that need
 * not guess which is which has several in work at once.
 *
 * @param words Integers in `[0, 2³²)`.
 * @param count How many, at most {@linkcode MOST_WORDS}.
 * @param out Receives the quantiles.
 * @param start Where the first one goes.
 */
export function fillQuantiles(
  words: Uint32Array,
  count: number,
  out: Float32Array | Float64Array,
  start: number,
): void {
  let tails = 0;
  for (let i = 0; i < count; i++) {
    const word = words[i]! | 0;
    // word − 2³¹ is the word with another upper bit, read with a sign
    out[start + i] = centre(((word ^ 0x80000000) + 0.5) * WORD);
    places[tails] = i;
    // 1 if the difference is negative
    tails += (depth(word) - TAIL_WORDS) >>> 31;
  }
  for (let j = 0; j < tails; j++) chances[j] = (depth(words[places[j]!]! | 0) + 0.5) * WORD;
  logarithms(chances, logs, tails);
  for (let j = 0; j < tails; j++) {
    const place = places[j]!;
    const magnitude = tail(logs[j]!);
    out[start + place] = words[place]! < 0x80000000 ? -magnitude : magnitude;
  }
}
