import type { MetricLine } from "./artifacts/metrics_file.ts";

/** How much more than the least possible a training run still loses. */
export interface Excess {
  /** The mean of loss minus floor: near 0 for a perfect network, and below it by chance alone. */
  readonly value: number;
  /** The standard error of that mean, from how much it differs between the lines. */
  readonly standardError: number;
  /** The mean loss. */
  readonly loss: number;
  /** The mean of the least possible losses. */
  readonly floor: number;
  /** Over how many logged steps, the last ones. */
  readonly lines: number;
}

/** The part of a run that counts: its end. */
const PART = 0.1;

/**
 * What counts of a run's loss: the last tenth of its lines, rounded up.
 *
 * @param lines What was logged, in order.
 */
export function lastLines<T>(lines: readonly T[]): T[] {
  return lines.slice(lines.length - Math.ceil(lines.length * PART));
}

/**
 * Compares the loss at the end of a training run with the least that is possible, where that is known.
 *
 * Both are means over the same times, so the difference does not depend on which times were drawn.
 *
 * @param lines The run's metrics.
 * @returns The excess; undefined if the floor is not known.
 */
export function excessOverFloor(lines: readonly MetricLine[]): Excess | undefined {
  const known = lines.flatMap(({ loss, floor }) =>
    typeof loss === "number" && typeof floor === "number" ? [{ loss, floor }] : []
  );
  const last = lastLines(known);
  if (last.length === 0) return undefined;
  const mean = (of: (line: { loss: number; floor: number }) => number) =>
    last.reduce((sum, line) => sum + of(line), 0) / last.length;
  const [loss, floor] = [mean((line) => line.loss), mean((line) => line.floor)];
  const value = loss - floor;
  const variance = mean((line) => (line.loss - line.floor - value) ** 2);
  return { value, standardError: Math.sqrt(variance / last.length), loss, floor, lines: last.length };
}
