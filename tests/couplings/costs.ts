import { squaredDistances } from "../../lib/couplings/squared_distances.ts";
import { Stream } from "../../lib/random/stream.ts";
import { normals32 } from "../support/draws.ts";

/** A matrix of costs, `[count, count]`. */
export interface Costs {
  /** What test titles call it. */
  readonly name: string;
  /** The costs, row by row. */
  readonly cost: Float64Array;
  /** How many rows and columns. */
  readonly count: number;
}

function matrix(name: string, count: number, entry: (row: number, column: number) => number): Costs {
  const cost = Float64Array.from({ length: count ** 2 }, (_, k) => entry(Math.floor(k / count), k % count));
  return { name, cost, count };
}

/** Two clusters of data, which all noise is far from. */
function clusters(count: number): Float32Array {
  return normals32(2 * count, "clusters").map((value, k) => 0.3 * value + (k % 4 < 2 ? 5 : -5));
}

/** Matrices of many kinds: random ones, squared distances, and those with all sorts of ties. */
export function costsOf(count: number): Costs[] {
  const draws = new Stream({ seed: 0, purpose: "costs", step: count });
  const points = (size: number, purpose: string) => normals32(count * size, purpose);
  const twice = (rows: Float32Array) => rows.map((_, k) => rows[k % Math.ceil(rows.length / 2)]!);
  const distances = (name: string, a: Float32Array, b: Float32Array, size: number): Costs => ({
    name,
    cost: squaredDistances(a, b, size),
    count,
  });
  return [
    matrix("uniform numbers", count, () => draws.uniform()),
    distances("distances in the plane", points(2, "a"), points(2, "b"), 2),
    distances("distances from clusters", clusters(count), points(2, "b"), 2),
    distances("distances in 50 dimensions", points(50, "a"), points(50, "b"), 50),
    distances("distances of points that occur twice", twice(points(2, "a")), twice(points(2, "b")), 2),
    matrix("small whole numbers", count, () => draws.integer(4)),
    matrix("zeros", count, () => 0),
    matrix("one number", count, () => 2.7),
    matrix("sums of a row's and a column's cost", count, (row, column) => 0.37 * column + 0.11 * row),
    matrix("products, (i + 1)(j + 1)", count, (row, column) => (row + 1) * (column + 1)),
    matrix("numbers of very different size", count, () => 10 ** (12 * draws.uniform() - 6)),
    matrix("a cheap diagonal", count, (row, column) => row === column ? 0 : 1e6),
  ];
}

/** The sum of the costs of an assignment. */
export function totalOf({ cost, count }: Costs, columns: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += cost[i * count + columns[i]!]!;
  return sum;
}
