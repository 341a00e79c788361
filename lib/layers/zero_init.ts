/**
 * Starts a parameter from 0.
 *
 * @param out Receives the zeros.
 */
export function zeroInit(out: Float32Array): void {
  out.fill(0);
}
