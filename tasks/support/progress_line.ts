import type { Progress } from "../../mod.ts";
import { formatDuration } from "./duration.ts";

/** What the reports of one stage have shown so far. */
export interface Stage {
  /** The last report. */
  readonly last: Progress;
  /** Milliseconds between the first report and the last. */
  readonly elapsedMs: number;
  /** Units that were done between the first report and the last: fewer than `last.done` in a resumed run. */
  readonly doneSince: number;
}

/**
 * Writes how far a stage has come: `training  120/469 steps  loss 0.341  4.9 steps/s  1m12s left`.
 *
 * @param stage What was reported.
 * @returns A line without a line feed; a complete stage says how long it took instead of what is left.
 */
export function progressLine(stage: Stage): string {
  const { last, elapsedMs } = stage;
  const { perSecond, secondsLeft } = pace(stage);
  const complete = secondsLeft === 0;
  return [
    last.stage,
    `${formatCount(last.done)}${last.total > 0 ? `/${formatCount(last.total)}` : ""} ${last.unit}`,
    ...Object.entries(last.values ?? {}).map(([name, value]) => `${name} ${formatValue(value)}`),
    ...(perSecond === undefined ? [] : [`${formatRate(perSecond)} ${last.unit}/s`]),
    ...(complete && elapsedMs > 0 ? [`in ${formatDuration(elapsedMs)}`] : []),
    ...(complete || secondsLeft === undefined ? [] : [`${formatDuration(secondsLeft * 1000)} left`]),
  ].join("  ");
}

/**
 * Writes how far a stage has come as JSON, for programs.
 *
 * @param stage What was reported.
 * @returns One object without a line feed; numbers that are not finite are strings.
 */
export function progressJson(stage: Stage): string {
  return JSON.stringify(
    { type: "progress", ...stage.last, ...pace(stage) },
    (_, value) => typeof value === "number" && !Number.isFinite(value) ? `${value}` : value,
  );
}

/** The mean rate of a stage and what is left at that rate, as far as they are known. */
function pace({ last, elapsedMs, doneSince }: Stage): { perSecond?: number; secondsLeft?: number } {
  const left = last.total > 0 ? Math.max(0, last.total - last.done) : undefined;
  if (elapsedMs <= 0 || doneSince <= 0) return left === 0 ? { secondsLeft: 0 } : {};
  const perSecond = doneSince / elapsedMs * 1000;
  return left === undefined ? { perSecond } : { perSecond, secondsLeft: left / perSecond };
}

/** Whole numbers as they are, others with one decimal. */
function formatCount(value: number): string {
  return Number.isInteger(value) ? `${value}` : value.toFixed(1);
}

/** Two significant digits below 100, whole numbers above. */
function formatRate(perSecond: number): string {
  return perSecond < 99.5 ? `${Number(perSecond.toPrecision(2))}` : perSecond.toFixed(0);
}

/** Three significant digits, always as many, so that the line does not jump. */
function formatValue(value: number): string {
  const size = Math.abs(value);
  if (size >= 1000 && size < 1e6) return value.toFixed(0);
  if (value === 0 || size >= 1e-3 && size < 1000) return value.toPrecision(3);
  return Number.isFinite(value) ? value.toExponential(2) : `${value}`;
}
