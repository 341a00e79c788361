import type { UnpairedBatch } from "../../lib/couplings/coupling.ts";
import { Stream } from "../../lib/random/stream.ts";
import { normals32 } from "../support/draws.ts";

/** How many classes the batches have. */
const CLASSES = 3;

/** Normal noise and data, `[count, size]`, whose classes take turns. */
export function batchOf(count: number, size: number, purpose: string = "batch"): UnpairedBatch {
  return {
    x0: normals32(count * size, `${purpose}/x0`),
    x1: normals32(count * size, `${purpose}/x1`),
    count,
    size,
    labels: Int32Array.from({ length: count }, (_, i) => i % CLASSES),
  };
}

/** The rows of an array in another order. */
export function inOrder(rows: Float32Array, size: number, order: ArrayLike<number>): Float32Array {
  return Float32Array.from(
    { length: rows.length },
    (_, k) => rows[order[Math.floor(k / size)]! * size + k % size]!,
  );
}

/** The stream that couplings draw from in tests. */
export function couplingDraws(step: number = 0): Stream {
  return new Stream({ seed: 0, purpose: "train/coupling", step });
}

/** The mean of `‖x0 − x1‖²` over pairs. */
export function meanSquaredDistance({ x0, x1, count, size }: UnpairedBatch, rows: Int32Array): number {
  let sum = 0;
  for (let i = 0; i < count; i++) {
    for (let k = 0; k < size; k++) sum += (x0[rows[i]! * size + k]! - x1[i * size + k]!) ** 2;
  }
  return sum / count;
}

/** Whether every row appears once. */
export function isPermutation(rows: Int32Array): boolean {
  return new Set(rows).size === rows.length && rows.every((row) => row >= 0 && row < rows.length);
}
