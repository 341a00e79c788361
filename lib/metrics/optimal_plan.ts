import { assign } from "../couplings/assignment.ts";
import { squaredDistances } from "../couplings/squared_distances.ts";

/** What the exact optimal plan between two sets costs. */
export interface PlanCost {
  /** The mean squared distance of the pairs, `min_π (1/n)·Σ‖x_i − y_π(i)‖²`: the `W₂²` of the two sets. */
  readonly mean: number;
  /** What each sample of the first set contributes, its price `u_i` in the dual problem. */
  readonly rowPrices: Float64Array;
  /** The same of the second set; the means of both add up to that of the squared distances. */
  readonly columnPrices: Float64Array;
}

/**
 * Finds the optimal plan for the cost `‖x − y‖²`.
 *
 * The sets are sorted first: finite sets have many dual prices, and so the ones that are found do not depend on the
 * order in which the samples come.
 *
 * @param x Samples, laid end to end, finite.
 * @param y As many others.
 * @param size Numbers in one sample.
 */
export function optimalPlan(x: Float32Array, y: Float32Array, size: number): PlanCost {
  const count = x.length / size;
  const [first, second] = [sorted(x, size), sorted(y, size)];
  const [a, b] = [first.rows, second.rows];
  const { columns, rowPrices, columnPrices } = assign(squaredDistances(a, b, size), count);
  // Computed anew for the pairs: differences of coordinates lose less to rounding than those of squared norms.
  let sum = 0;
  for (let i = 0; i < count; i++) {
    for (let c = 0; c < size; c++) sum += (a[i * size + c]! - b[columns[i]! * size + c]!) ** 2;
  }
  return {
    mean: sum / count,
    rowPrices: putBack(rowPrices, first.order),
    columnPrices: putBack(columnPrices, second.order),
  };
}

/** The rows by their first number, those with equal ones by the next, and the place that each comes from. */
function sorted(x: Float32Array, size: number): { readonly rows: Float32Array; readonly order: Uint32Array } {
  const order = Uint32Array.from({ length: x.length / size }, (_, i) => i).sort((i, j) => {
    for (let c = 0; c < size; c++) {
      const difference = x[i * size + c]! - x[j * size + c]!;
      if (difference !== 0) return difference;
    }
    return 0;
  });
  const rows = new Float32Array(x.length);
  order.forEach((from, i) => rows.set(x.subarray(from * size, (from + 1) * size), i * size));
  return { rows, order };
}

/** Numbers of sorted rows, in the order in which the rows came. */
function putBack(values: Float64Array, order: Uint32Array): Float64Array {
  const out = new Float64Array(values.length);
  order.forEach((place, i) => out[place] = values[i]!);
  return out;
}
