import { type DotKernel, dotKernel, LEFT_ROWS, RESULT_BYTES, RIGHT_ROWS } from "./dot_kernel.ts";

/** How many rows of each side the kernel's memory holds at once; a multiple of both sizes of block. */
const TILE = 128;
const PAGE_BYTES = 0x10000;

/** The kernel of the last size, with its memory: every batch of an experiment has the same. */
let last: { readonly size: number; readonly kernel: DotKernel } | undefined;

function kernelFor(size: number): DotKernel {
  if (last?.size !== size) {
    const kernel = dotKernel(size);
    kernel.memory.grow(Math.ceil((RESULT_BYTES + 2 * TILE * kernel.rowBytes) / PAGE_BYTES));
    last = { size, kernel };
  }
  return last.kernel;
}

/** Copies rows to a kernel's memory, one every `rowBytes`. */
function place(rows: Float32Array, size: number, { memory, rowBytes }: DotKernel, address: number): void {
  for (let from = 0; from < rows.length; from += size, address += rowBytes) {
    new Float32Array(memory.buffer, address, size).set(rows.subarray(from, from + size));
  }
}

/** `‖row‖²` of every row. */
function squaredNorms(rows: Float32Array, size: number): Float64Array {
  const norms = new Float64Array(rows.length / size);
  for (let i = 0; i < norms.length; i++) {
    let sum = 0;
    for (let k = i * size; k < (i + 1) * size; k++) sum += rows[k]! * rows[k]!;
    norms[i] = sum;
  }
  return norms;
}

/** Where the products of a tile go: entry `(i, j)` to `out[offset + i·stride + j]`. */
interface Target {
  readonly out: Float64Array;
  readonly offset: number;
  readonly stride: number;
}

/** Multiplies the rows of `a` with those of `b`, at most a tile of each. */
function multiplyTile(
  kernel: DotKernel,
  [a, b]: readonly [Float32Array, Float32Array],
  size: number,
  to: Target,
): void {
  const [left, right] = [RESULT_BYTES, RESULT_BYTES + TILE * kernel.rowBytes];
  place(a, size, kernel, left);
  place(b, size, kernel, right);
  const sums = new Float64Array(kernel.memory.buffer, 0, 2 * LEFT_ROWS * RIGHT_ROWS);
  const [height, width] = [a.length / size, b.length / size];
  for (let i = 0; i < height; i += LEFT_ROWS) {
    for (let j = 0; j < width; j += RIGHT_ROWS) {
      kernel.multiply(left + i * kernel.rowBytes, right + j * kernel.rowBytes);
      // Rows beyond the last are whatever was in the memory; their products are not read.
      const [rows, columns] = [Math.min(LEFT_ROWS, height - i), Math.min(RIGHT_ROWS, width - j)];
      for (let row = 0; row < rows; row++) {
        for (let column = 0; column < columns; column++) {
          const k = 2 * (row * RIGHT_ROWS + column);
          to.out[to.offset + (i + row) * to.stride + j + column] = sums[k]! + sums[k + 1]!;
        }
      }
    }
  }
}

/**
 * The squared distances `‖a_i − b_j‖² = ‖a_i‖² + ‖b_j‖² − 2·a_i·b_j` of all pairs, in double precision.
 *
 * Products of float32 numbers are exact in double precision; what the subtraction loses is a few units in the
 * last place of the norms.
 *
 * @param a Rows, `[count, size]`.
 * @param b As many others, `[count, size]`.
 * @param size Numbers in a row, at least 1.
 * @returns The costs, `[count, count]`: entry `i·count + j` belongs to row `i` of `a` and row `j` of `b`.
 */
export function squaredDistances(a: Float32Array, b: Float32Array, size: number): Float64Array {
  const count = a.length / size;
  const kernel = kernelFor(size);
  const out = new Float64Array(count * count);
  const tile = (rows: Float32Array, first: number) => rows.subarray(first * size, (first + TILE) * size);
  for (let i = 0; i < count; i += TILE) {
    for (let j = 0; j < count; j += TILE) {
      multiplyTile(kernel, [tile(a, i), tile(b, j)], size, { out, offset: i * count + j, stride: count });
    }
  }
  const [normsA, normsB] = [squaredNorms(a, size), squaredNorms(b, size)];
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < count; j++) {
      const k = i * count + j;
      out[k] = Math.max(0, normsA[i]! + normsB[j]! - 2 * out[k]!);
    }
  }
  return out;
}
