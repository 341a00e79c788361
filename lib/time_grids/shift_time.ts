/**
 * Shifts a time towards the noise: `t′ = t/(t + s(1 − t))`.
 *
 * On the linear path it divides the ratio `α/σ` by `s`, or adds `ln s` to the logit of the noise level
 * `1 − t`. Shifts multiply: a shift of `a` and then one of `b` is one of `a·b`, so shifting twice is not the
 * same as once.
 *
 * @param t A time in `[0, 1]`.
 * @param shift The factor `s`, positive; 1 changes nothing, larger ones bring times nearer to 0.
 * @returns A time in `[0, 1]`; 0 and 1 stay where they are.
 * @see Esser et al., "Scaling Rectified Flow Transformers", 2024, section 5.3.2,
 * https://arxiv.org/abs/2403.03206
 */
export function shiftTime(t: number, shift: number): number {
  return t / (t + shift * (1 - t));
}
