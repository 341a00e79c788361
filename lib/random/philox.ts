const MULTIPLIER_0 = 0xd2511f53;
const MULTIPLIER_1 = 0xcd9e8d57;
const WEYL_0 = 0x9e3779b9;
const WEYL_1 = 0xbb67ae85;
const ROUNDS = 10;

/**
 * The upper 32 bits of the 64-bit product of two 32-bit words, as a number with a sign.
 *
 * Numbers of 16 bits take more multiplications than one in double precision, whose rounding can be undone, but each
 * result is there in half the time; and every round waits for the one before. No sum here exceeds 32 bits.
 */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const low = Math.imul(aLow, bLow);
  const middle = Math.imul(aHigh, bLow) + (low >>> 16) | 0;
  const carry = Math.imul(aLow, bHigh) + (middle & 0xffff) | 0;
  return Math.imul(aHigh, bHigh) + (middle >>> 16) + (carry >>> 16) | 0;
}

/**
 * Philox4x32-10: four random words for every 128-bit counter and 64-bit key.
 *
 * The generator is a function of its counter, so there is no state to save: any draw of any step can be had
 * at once, in any order, and the numbers are the same on every machine.
 *
 * @param counter Four 32-bit words.
 * @param key Two 32-bit words.
 * @param out Receives four words, each in `[0, 2³²)`; it may be `counter` itself.
 * @param start Where the first word goes; 0 unless given.
 * @see Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", 2011, section 3.3
 */
export function philox4x32(counter: Uint32Array, key: Uint32Array, out: Uint32Array, start = 0): void {
  // words with signs, which are faster than those without; the output's type takes them off
  let c0 = counter[0]! | 0;
  let c1 = counter[1]! | 0;
  let c2 = counter[2]! | 0;
  let c3 = counter[3]! | 0;
  let k0 = key[0]! | 0;
  let k1 = key[1]! | 0;
  for (let round = 0; round < ROUNDS; round++) {
    const high0 = multiplyHigh(MULTIPLIER_0, c0);
    const low0 = Math.imul(MULTIPLIER_0, c0);
    const high1 = multiplyHigh(MULTIPLIER_1, c2);
    const low1 = Math.imul(MULTIPLIER_1, c2);
    c0 = high1 ^ c1 ^ k0;
    c1 = low1;
    c2 = high0 ^ c3 ^ k1;
    c3 = low0;
    k0 = k0 + WEYL_0 | 0;
    k1 = k1 + WEYL_1 | 0;
  }
  out[start] = c0;
  out[start + 1] = c1;
  out[start + 2] = c2;
  out[start + 3] = c3;
}
