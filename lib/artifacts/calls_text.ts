/**
 * Says how often samples went through the network.
 *
 * @param evaluations The network calls of each sample.
 * @returns Such as `50 network calls each`, or `38.2 network calls each on average, 26 to 50`.
 */
export function callsText(evaluations: Uint32Array): string {
  const least = evaluations.reduce((a, b) => Math.min(a, b), Infinity);
  const most = evaluations.reduce((a, b) => Math.max(a, b), 0);
  if (least === most) return `${least} network call${least === 1 ? "" : "s"} each`;
  return `${meanOf(evaluations).toFixed(1)} network calls each on average, ${least} to ${most}`;
}

/** The mean of some counts. */
export function meanOf(counts: Uint32Array): number {
  return counts.reduce((sum, count) => sum + count, 0) / counts.length;
}
