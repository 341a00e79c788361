/** Bits after the point of the whole numbers that stand for exact logarithms; that of 1 − 2⁻⁵² takes most of them. */
const BITS = 192n;

/** `ln(a/b)` for `a/b` in `[1, 2]`, in units of `2^-BITS`; wrong by some hundred of them at most. */
function exactRatio(a: bigint, b: bigint): bigint {
  // ln(a/b) = 2·artanh(z) = 2·(z + z³/3 + z⁵/5 + …),  z = (a − b)/(a + b)
  let power = ((a - b) << BITS) / (a + b);
  const square = (power * power) >> BITS;
  let sum = 0n;
  for (let n = 1n; power > 0n; n += 2n) {
    sum += power / n;
    power = (power * square) >> BITS;
  }
  return 2n * sum;
}

/** The double that is nearest to `exact`. */
function nearest(exact: bigint): number {
  return Number(exact) / 2 ** Number(BITS);
}

/** `exact` without its bits after the 42nd: up to 2¹¹ such numbers below 1 are added without rounding. */
function cut(exact: bigint): bigint {
  return (exact >> (BITS - 42n)) << (BITS - 42n);
}

/** What {@linkcode logarithms} writes, by whole numbers alone: a thousand times slower, and always sure. */
function sureLogarithm(x: number): number {
  let halvings = 0n;
  let y = x;
  for (; y < 1; halvings++) y *= 2;
  return nearest(exactRatio(BigInt(y * 2 ** 52), 1n << 52n) - halvings * LN2);
}

/** `[1, 2)` is cut into so many parts of one width. */
const PARTS = 256;

/**
 * For each part, a multiple of 2⁻⁹ by which its numbers become nearly 1: at most 2⁻⁸ off. The first is 1 and the last ½,
 * so that the logarithms of numbers next to 1 are not the differences of larger ones.
 */
const FACTORS = Float64Array.from(
  { length: PARTS },
  (_, part) => part === 0 ? 1 : Math.round(512 / (1 + (part + 0.5) / PARTS)) / 512,
);

/** `ln(512/n)` for every factor `n/512`. */
const OF_FACTORS: bigint[] = [];
OF_FACTORS[512] = 0n;
for (let n = 511; n >= 256; n--) {
  OF_FACTORS[n] = OF_FACTORS[n + 1]! + exactRatio(BigInt(n + 1), BigInt(n));
}
const LN2 = OF_FACTORS[256]!;

/** For each part, its factor's logarithm, changed in sign: a short number and the rest; then the same of 2. */
const HIGH = FACTORS.map((factor) => nearest(cut(OF_FACTORS[512 * factor]!)));
const LOW = FACTORS.map((factor) => nearest(OF_FACTORS[512 * factor]! - cut(OF_FACTORS[512 * factor]!)));
const LN2_HIGH = nearest(cut(LN2));
const LN2_LOW = nearest(LN2 - cut(LN2));

const POWERS = Float64Array.from({ length: 32 }, (_, exponent) => 2 ** exponent);
const SMALL = 2 ** -20;
/** Adding it rounds a number of `[1, 2)` to 20 bits after the point; subtracting it leaves them. */
const SPLITTER = 2 ** 32;
/** What the low part is wrong by: so much for each unit of `v²`, and so much besides. */
const ERROR = 2 ** -51;
const LEAST_ERROR = 2 ** -83;

/**
 * Natural logarithms, each the double that is nearest to the true value, on every machine.
 *
 * `Math.log` may be any approximation: versions of V8 differ in three of a hundred results. This one consists of
 * operations that IEEE 754 defines to the bit, and takes less time.
 *
 * A number is `y/2^h` with `y` in `[1, 2)`; a factor `f` from a table makes `f·y = 1 + v` with `v` below 2⁻⁸, and then
 * `ln x = −ln f − h·ln 2 + v − v²/2 + v³/3 − …`. `v` is exact, as a multiple of 2⁻⁶¹; the sum is kept in two doubles,
 * of which the lower has an error below `2⁻⁵¹v² + 2⁻⁸³`. Where that could matter to the rounding of the sum, some once
 * in 10⁵ numbers, whole numbers of 192 bits decide.
 *
 * @param values Numbers in `(0, 1]`.
 * @param out Receives their logarithms; another array.
 * @param count How many.
 * @see Tang, "Table-driven implementation of the logarithm function in IEEE floating-point arithmetic", 1990
 */
export function logarithms(values: Float64Array, out: Float64Array, count: number): void {
  let doubts = 0;
  for (let i = 0; i < count; i++) {
    let x = values[i]!;
    let halvings = 0;
    for (; x < SMALL; halvings += 20) x *= 0x100000;
    const bits = x * 0x80000000;
    const zeros = Math.clz32(bits);
    halvings += zeros;
    const y = x * POWERS[zeros]!;
    const part = (bits << zeros >>> 23) & (PARTS - 1);
    const factor = FACTORS[part]!;
    const top = y + SPLITTER - SPLITTER;
    const v = (factor * top - 1) + factor * (y - top);
    const v2 = v * v;
    const series = (v * (1 / 3) - 1 / 2) +
      v2 * ((v * (1 / 5) - 1 / 4) + v2 * ((v * (1 / 7) - 1 / 6) - v2 * (1 / 8)));
    const base = HIGH[part]! - halvings * LN2_HIGH;
    const high = base + v;
    const low = (v - (high - base)) + (v2 * series + (LOW[part]! - halvings * LN2_LOW));
    const error = v2 * ERROR + LEAST_ERROR;
    const result = high + (low + error);
    out[i] = result;
    if (result !== high + (low - error)) {
      out[i] = NaN;
      doubts++;
    }
  }
  if (doubts === 0) return;
  for (let i = 0; i < count; i++) if (Number.isNaN(out[i]!)) out[i] = sureLogarithm(values[i]!);
}

const single = new Float64Array(1);
const taken = new Float64Array(1);

/**
 * One of {@linkcode logarithms}, at more cost.
 *
 * @param x A number in `(0, 1]`.
 */
export function logarithm(x: number): number {
  single[0] = x;
  logarithms(single, taken, 1);
  return taken[0]!;
}
