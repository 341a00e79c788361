import { Failure } from "../failure.ts";
import type { Place } from "./place.ts";

/** One thing that is wrong with an experiment. */
export interface Problem {
  /** The file as the user would write it, or `command line`. */
  readonly file: string;
  /** The line, from 1; undefined when the problem is the file itself. */
  readonly line?: number;
  /** The column, from 1. */
  readonly col?: number;
  /** How many columns to mark. */
  readonly length?: number;
  /** The line's text. */
  readonly sourceLine?: string;
  /** The key that is wrong, as `sampling.solver`; empty when the text cannot be read at all. */
  readonly path: string;
  /** What was expected. */
  readonly rule: string;
  /** What was found, where that says more than the marked text. */
  readonly found?: string;
  /** What was probably meant. */
  readonly suggestion?: string;
}

/** The part of a problem that does not depend on where it is. */
export type Complaint = Pick<Problem, "path" | "rule" | "found" | "suggestion">;

/** Says where a complaint applies. */
export function problemAt(place: Place, complaint: Complaint): Problem {
  const { source, line, col, length } = place;
  return { ...complaint, file: source.name, line, col, length, sourceLine: source.lines[line - 1] ?? "" };
}

/** Lines are shown up to this many columns; a longer one is cut around the mark. */
const WIDEST = 100;

/** Cuts a long line around the mark, and makes tabs one column wide. */
function excerpt(text: string, col: number, length: number): { shown: string; start: number; marks: number } {
  const line = text.replaceAll("\t", " ");
  const marks = Math.max(1, Math.min(length, line.length - col + 1, WIDEST / 2));
  if (line.length <= WIDEST) return { shown: line, start: col - 1, marks };
  const from = Math.max(0, Math.min(col - 1 - WIDEST / 4, line.length - WIDEST));
  const before = from > 0 ? "…" : "";
  const after = from + WIDEST < line.length ? "…" : "";
  return {
    shown: before + line.slice(from, from + WIDEST) + after,
    start: col - 1 - from + before.length,
    marks,
  };
}

/**
 * Formats a problem: where it is, the line with a mark under the culprit, and the rule.
 *
 * @param problem The problem.
 * @returns Up to four lines, without a line end.
 */
export function formatProblem(problem: Problem): string {
  const { file, line, col = 1, length = 1, sourceLine = "", path, rule, found, suggestion } = problem;
  const verdict = [rule, found && `found ${found}`, suggestion].filter(Boolean).join("; ");
  if (line === undefined) return `${file}\n  ${verdict}`;
  const { shown, start, marks } = excerpt(sourceLine, col, length);
  if (file === "command line") {
    const prefix = "command line: ";
    return `${prefix}${shown}\n${" ".repeat(prefix.length + start)}${"^".repeat(marks)}\n  ${verdict}`;
  }
  const gutter = String(line);
  return [
    `${file}:${line}:${col}${path && `  ${path}`}`,
    `  ${gutter} | ${shown}`,
    `  ${" ".repeat(gutter.length)} | ${" ".repeat(start)}${"^".repeat(marks)}`,
    `  ${verdict}`,
  ].join("\n");
}

/** Files in the order of their names, positions in reading order, the command line last. */
function inReadingOrder(a: Problem, b: Problem): number {
  const last = Number(a.file === "command line") - Number(b.file === "command line");
  if (last !== 0) return last;
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return (a.line ?? 0) - (b.line ?? 0) || (a.col ?? 0) - (b.col ?? 0);
}

/** An experiment is wrong: the message shows every problem at once. */
export class ConfigError extends Failure {
  /** All that is wrong, in reading order. */
  readonly problems: readonly Problem[];

  /**
   * Formats the problems.
   *
   * @param problems All that is wrong, at least one thing.
   * @param file The experiment file as the user would write it.
   */
  constructor(problems: readonly Problem[], file: string) {
    const sorted = problems.toSorted(inReadingOrder);
    const count = `${sorted.length} ${sorted.length === 1 ? "problem" : "problems"} in ${file}`;
    super([...sorted.map(formatProblem), count].join("\n\n"), 2);
    this.name = "ConfigError";
    this.problems = sorted;
  }
}
