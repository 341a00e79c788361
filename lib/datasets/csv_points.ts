import { nearest } from "../config/nearest.ts";
import { Failure } from "../failure.ts";
import { csvRows, type Field, type Row } from "./csv.ts";

/** Points and what they are labelled with. */
export interface PointTable {
  /** The coordinates, point after point. */
  readonly values: Float64Array;
  /** What each point is labelled with, if labels were asked for. */
  readonly labels: readonly string[] | undefined;
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const NOT_FINITE = /^[+-]?(nan|inf|infinity)$/i;

/**
 * Reads a table of points, one in each line.
 *
 * The first line is a header if it has words, and no number, in it.
 *
 * @param file The file's name, for messages.
 * @param text The file.
 * @param dimensions How many columns of coordinates there are.
 * @param labels The column of the labels, by its name in the header or by its number, from 1.
 * @throws {Failure} If a line has too few or too many fields, or a number is malformed or not finite; the message has
 * the place. If there is no such column of labels.
 */
export function readCsvPoints(
  file: string,
  text: string,
  dimensions: number,
  labels?: string | number,
): PointTable {
  const values: number[] = [];
  const names: string[] = [];
  let first: Row | undefined;
  let labelled = -1;
  for (const row of csvRows(file, text)) {
    const { line, fields } = row;
    if (first === undefined) {
      first = row;
      const isHeader = fields.some((field) => field.text !== "") && !fields.some(isNumeric);
      labelled = labelColumn(file, row, isHeader, labels);
      checkWidth(file, row, dimensions, labelled >= 0);
      if (isHeader) continue;
    }
    if (fields.length !== first.fields.length) {
      throw new Failure(
        `${file}:${line}: expected ${first.fields.length} fields as in line ${first.line}, found ${fields.length}`,
        2,
      );
    }
    fields.forEach((field, column) => {
      if (column === labelled) names.push(field.text);
      else values.push(readNumber(`${file}:${line}:${field.column}`, field));
    });
  }
  return { values: Float64Array.from(values), labels: labelled >= 0 ? names : undefined };
}

function isNumeric({ text }: Field): boolean {
  return NUMBER.test(text) || NOT_FINITE.test(text);
}

/** The index of the column of labels, −1 for none. */
function labelColumn(
  file: string,
  { line, fields }: Row,
  isHeader: boolean,
  labels: string | number | undefined,
): number {
  if (labels === undefined) return -1;
  if (typeof labels === "number") {
    if (labels <= fields.length) return labels - 1;
    throw new Failure(
      `${file}:${line}: expected a column ${labels} of labels, found ${fields.length} columns`,
      2,
    );
  }
  if (!isHeader) {
    throw new Failure(
      `${file}:${line}: expected a header that names a column ${labels}, found a number in the first line. ` +
        "Name columns in it, or give labels as the number of a column",
      2,
    );
  }
  const known = fields.map(({ text }) => text);
  if (known.includes(labels)) return known.indexOf(labels);
  const similar = nearest(labels, known);
  throw new Failure(
    `${file}:${line}: expected a column ${labels} of labels, found ${known.join(", ")}` +
      (similar === undefined ? "" : `; did you mean ${similar}?`),
    2,
  );
}

function checkWidth(file: string, { line, fields }: Row, dimensions: number, isLabelled: boolean): void {
  const found = fields.length - Number(isLabelled);
  if (found === dimensions) return;
  const beside = isLabelled ? ", beside that of the labels" : "";
  throw new Failure(
    `${file}:${line}: expected as many columns as dimensions says, ${dimensions}${beside}, found ${found}`,
    2,
  );
}

function readNumber(place: string, { text }: Field): number {
  if (NUMBER.test(text)) {
    const value = Number(text);
    if (Number.isFinite(Math.fround(value))) return value;
    throw new Failure(`${place}: expected a number within the range of float32, found ${text}`, 2);
  }
  const what = NOT_FINITE.test(text) ? "a finite number" : "a number";
  throw new Failure(`${place}: expected ${what}, found ${text === "" ? "nothing" : JSON.stringify(text)}`, 2);
}
