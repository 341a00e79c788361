import { createHash } from "node:crypto";
import { resolve } from "node:path";
import { z } from "zod";
import type { Component } from "../component.ts";
import { Failure } from "../failure.ts";
import { Stream } from "../random/stream.ts";
import { type PointTable, readCsvPoints } from "./csv_points.ts";
import type { Dataset, Examples, LoadContext } from "./dataset.ts";
import { readNpy } from "./npy.ts";
import { reason } from "./reason.ts";

const options = z.strictObject({
  file: z.string().regex(/\.([cC][sS][vV]|[nN][pP][yY])$/, "expected a file that ends in .csv or .npy")
    .default("points.csv")
    .describe("the file of the points, one in each row, relative to the experiment file"),
  dimensions: z.int().min(1).max(4096).default(2).describe("coordinates of a point"),
  labels: z.union([z.string().min(1), z.int().min(1)]).optional()
    .describe(
      "where the classes are: a column of the .csv file, by its name or its number from 1, or an .npy file of integers",
    ),
  testPart: z.number().min(0).max(0.9).default(0.1)
    .describe("the part of the points that is held out for testing, chosen by their row numbers"),
  normalize: z.enum(["none", "standard"]).default("none")
    .describe("standard: every coordinate gets the mean 0 and the variance 1 on the training points"),
});

type Options = z.output<typeof options>;

/** Files of numbers, as opposed to tables of text. */
const NPY = /\.npy$/i;

/**
 * The user's own points, from a table of comma-separated values or an array of NumPy's.
 *
 * Point `i` is held out for testing if a number that is uniform on `[0, 1)` and a function of `i` alone is below
 * `testPart`, so rows that are added at the end move no other. With `normalize: standard` a coordinate `x` becomes
 * `(x − m)/s`, with the mean `m` and the standard deviation `s` of the training points; one that is constant there
 * becomes `x − m`. Classes are in numeric order if all are integers, else in that of their UTF-16 units.
 */
export const pointsFile: Component<Dataset, Options> = {
  summary: "points of your own, from a .csv or .npy file",
  options,
  create(chosen) {
    const { file, dimensions, labels } = chosen;
    if (NPY.test(file) && labels !== undefined && !isFile(labels)) {
      throw new RangeError(
        `An .npy file has no columns with names: expected labels to be another .npy file, found ${labels}`,
      );
    }
    return {
      shape: [dimensions],
      classes: [],
      load: (context) => loadPoints(chosen, context),
    };
  },
};

async function loadPoints(chosen: Options, context: LoadContext): Promise<Examples> {
  const { dimensions, testPart, normalize } = chosen;
  const { file, table: { values, labels } } = await readTable(chosen, context);
  const { train, test } = divide(values.length / dimensions, testPart);
  const rows = context.split === "train" ? train : test;
  if (rows.length === 0) {
    throw new Failure(
      `There are too few points in ${file}: expected at least one for the ${context.split} split, found none among ` +
        `${values.length / dimensions} with testPart ${testPart}. Add points or change testPart`,
      2,
    );
  }
  if (normalize === "standard") standardize(values, dimensions, train);
  const points = Float32Array.from(
    { length: rows.length * dimensions },
    (_, i) => values[rows[Math.floor(i / dimensions)]! * dimensions + i % dimensions]!,
  );

  const classes = labels && classesOf(labels);
  const numbers = new Map(classes?.map((name, label) => [name, label]));
  const own = Uint32Array.from(rows, (row) => labels === undefined ? 0 : numbers.get(labels[row]!)!);
  return {
    size: rows.length,
    fingerprint: createHash("sha256").update(own).update(points).digest("hex"),
    ...classes && { classes },
    read(index, out) {
      if (!(index >= 0 && index < rows.length)) {
        throw new RangeError(`Cannot read example ${index}: expected 0 to ${rows.length - 1}`);
      }
      out.set(points.subarray(index * dimensions, (index + 1) * dimensions));
    },
    label: (index) => own[index]!,
  };
}

/** Reads the points, and their labels from wherever they are. */
async function readTable(
  { file: name, dimensions, labels }: Options,
  { folder = "" }: LoadContext,
): Promise<{ file: string; table: PointTable }> {
  const file = resolve(folder, name);
  const bytes = await readFile(file);
  const values = NPY.test(name) ? npyPoints(file, bytes, dimensions) : undefined;
  const table = values === undefined
    ? readCsvPoints(file, new TextDecoder().decode(bytes), dimensions, isFile(labels) ? undefined : labels)
    : { values, labels: undefined };
  if (table.values.length === 0) throw new Failure(`${file}: expected at least one point, found none`, 2);
  if (!isFile(labels)) return { file, table };
  const count = table.values.length / dimensions;
  return { file, table: { ...table, labels: await npyLabels(resolve(folder, labels), count) } };
}

function isFile(labels: string | number | undefined): labels is string {
  return typeof labels === "string" && NPY.test(labels);
}

async function readFile(file: string): Promise<Uint8Array> {
  try {
    return await Deno.readFile(file);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) {
      throw new Failure(`There is no file ${file}: expected points or their labels`, 2);
    }
    throw new Failure(`Cannot read ${file}: expected a file (${reason(error)})`, 2);
  }
}

function npyPoints(file: string, bytes: Uint8Array, dimensions: number): Float64Array {
  const { shape, values } = readNpy(file, bytes);
  const [, columns = 1] = shape;
  if (columns !== dimensions) {
    throw new Failure(
      `${file}: expected as many columns as dimensions says, ${dimensions}, found ${columns}`,
      2,
    );
  }
  const wrong = values.findIndex((value) => !Number.isFinite(Math.fround(value)));
  if (wrong >= 0) {
    const place = `row ${Math.floor(wrong / dimensions)}, column ${wrong % dimensions}, both counted from 0`;
    throw new Failure(
      `${file}: expected numbers within the range of float32, found ${values[wrong]} in ${place}`,
      2,
    );
  }
  return values;
}

async function npyLabels(file: string, count: number): Promise<string[]> {
  const { values } = readNpy(file, await readFile(file));
  if (values.length !== count) {
    throw new Failure(`${file}: expected ${count} labels, one for each point, found ${values.length}`, 2);
  }
  const wrong = values.findIndex((value) => !Number.isInteger(value));
  if (wrong >= 0) {
    throw new Failure(`${file}: expected integers, found ${values[wrong]} in row ${wrong}, from 0`, 2);
  }
  return Array.from(values, String);
}

/** The rows of both splits. */
function divide(count: number, testPart: number): { train: number[]; test: number[] } {
  const draws = new Stream({ seed: 0, purpose: "dataset/pointsFile/split" });
  const train: number[] = [];
  const test: number[] = [];
  for (let row = 0; row < count; row++) {
    draws.moveTo(row);
    (draws.uniform() < testPart ? test : train).push(row);
  }
  return { train, test };
}

/** Shifts and scales all points so that those of the training split have the mean 0 and the variance 1. */
function standardize(values: Float64Array, dimensions: number, train: readonly number[]): void {
  for (let axis = 0; axis < dimensions; axis++) {
    let mean = 0;
    for (const row of train) mean += values[row * dimensions + axis]! / train.length;
    let variance = 0;
    for (const row of train) variance += (values[row * dimensions + axis]! - mean) ** 2 / train.length;
    // What rounding leaves of the variance of a constant is none.
    const scale = Math.sqrt(variance) > 1e-12 * Math.abs(mean) ? Math.sqrt(variance) : 1;
    for (let i = axis; i < values.length; i += dimensions) values[i] = (values[i]! - mean) / scale;
  }
}

function classesOf(labels: readonly string[]): string[] {
  const names = [...new Set(labels)];
  return names.every((name) => /^[+-]?\d+$/.test(name))
    ? names.sort((a, b) => Number(a) - Number(b))
    : names.sort();
}
