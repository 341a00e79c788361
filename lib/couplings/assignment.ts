import { auctionPrices } from "./auction.ts";
import { spreadOf } from "./spread.ts";

/** How fine the auction's last round is, in units of the costs' spread. */
const FINEST = 1e-4;

/** An optimal assignment, and the prices that prove it. */
export interface Assignment {
  /** The column of each row. */
  readonly columns: Int32Array;
  /** The rows' prices `u`: `u_i + v_j ≤ c_ij` for all pairs, with equality for those that are assigned. */
  readonly rowPrices: Float64Array;
  /** The columns' prices `v`. */
  readonly columnPrices: Float64Array;
}

/** What has been assigned so far; −1 is nobody. */
interface Matching {
  readonly columns: Int32Array;
  readonly rows: Int32Array;
}

/**
 * Assigns each row a column of its own so that the sum of their costs is as small as can be.
 *
 * Starting from the prices of an auction, rows whose cheapest column is free take it; each of the others is
 * assigned along a shortest augmenting path, which Dijkstra's algorithm finds in the costs
 * `c_ij − u_i − v_j ≥ 0` (Jonker and Volgenant). Exact up to the rounding of sums of costs, in O(count³)
 * operations at most. Nothing is drawn: the same costs always give the same assignment.
 *
 * @param cost The costs, `[count, count]`, finite and not negative.
 * @param count How many rows and columns, at least 1.
 * @throws {RangeError} If a cost is not finite.
 * @see Jonker and Volgenant, "A shortest augmenting path algorithm for dense and sparse linear assignment
 * problems", 1987, https://doi.org/10.1007/BF02278710
 */
export function assign(cost: Float64Array, count: number): Assignment {
  const spread = spreadOf(cost, count);
  const columnPrices = auctionPrices(cost, count, { spread, finest: FINEST * spread });
  const matching = { columns: new Int32Array(count).fill(-1), rows: new Int32Array(count).fill(-1) };
  takeFree(cost, columnPrices, matching);
  const search = new Search(cost, columnPrices, matching);
  for (let row = 0; row < count; row++) {
    if (matching.columns[row]! < 0) search.augment(row);
  }
  const rowPrices = Float64Array.from(
    matching.columns,
    (column, row) => cost[row * count + column]! - columnPrices[column]!,
  );
  return { columns: matching.columns, rowPrices, columnPrices };
}

/** Gives rows their cheapest column where it is free. */
function takeFree(cost: Float64Array, prices: Float64Array, { columns, rows }: Matching): void {
  const count = prices.length;
  for (let row = 0; row < count; row++) {
    let [best, least] = [0, Infinity];
    for (let j = 0; j < count; j++) {
      const reduced = cost[row * count + j]! - prices[j]!;
      if (reduced < least || (reduced === least && rows[best]! >= 0 && rows[j]! < 0)) {
        [best, least] = [j, reduced];
      }
    }
    if (rows[best]! >= 0) continue;
    rows[best] = row;
    columns[row] = best;
  }
}

/** The search for shortest augmenting paths, with the memory that it uses again and again. */
class Search {
  readonly #cost: Float64Array;
  readonly #prices: Float64Array;
  readonly #matching: Matching;
  /** The length of the shortest path to each column that is known so far. */
  readonly #distances: Float64Array;
  /** The last row on that path. */
  readonly #before: Int32Array;
  /** The columns whose shortest path is not settled yet, at the beginning; settled ones behind them. */
  readonly #order: Int32Array;

  constructor(cost: Float64Array, prices: Float64Array, matching: Matching) {
    this.#cost = cost;
    this.#prices = prices;
    this.#matching = matching;
    this.#distances = new Float64Array(prices.length);
    this.#before = new Int32Array(prices.length);
    this.#order = new Int32Array(prices.length);
  }

  /** Assigns one more row, reassigning others on the way. */
  augment(start: number): void {
    const [prices, order, distances, rows] = [
      this.#prices,
      this.#order,
      this.#distances,
      this.#matching.rows,
    ];
    const count = prices.length;
    for (let j = 0; j < count; j++) order[j] = j;
    distances.fill(Infinity);
    let open = count;
    let place = this.#relax(start, 0, open);
    for (;;) {
      const column = order[place]!;
      const length = distances[column]!;
      if (rows[column]! < 0) {
        // Settled columns become dearer by what their paths are shorter: all costs on the path are 0 then.
        for (let k = open; k < count; k++) prices[order[k]!]! += distances[order[k]!]! - length;
        return this.#follow(column, start);
      }
      order[place] = order[--open]!;
      order[open] = column;
      const row = rows[column]!;
      place = this.#relax(row, length - (this.#cost[row * count + column]! - prices[column]!), open);
    }
  }

  /**
   * Extends paths by one row.
   *
   * @param row The row.
   * @param shift What is added to its reduced costs to make them lengths of paths.
   * @param open How many columns are not settled.
   * @returns The place in the order of the nearest of them, a free one if there are several.
   */
  #relax(row: number, shift: number, open: number): number {
    const [cost, prices, distances] = [this.#cost, this.#prices, this.#distances];
    const [order, before, rows] = [this.#order, this.#before, this.#matching.rows];
    const offset = row * prices.length;
    let [place, least] = [0, Infinity];
    for (let k = 0; k < open; k++) {
      const column = order[k]!;
      const through = cost[offset + column]! - prices[column]! + shift;
      let distance = distances[column]!;
      if (through < distance) {
        distances[column] = distance = through;
        before[column] = row;
      }
      if (distance < least || (distance === least && rows[column]! < 0)) {
        least = distance;
        place = k;
      }
    }
    return place;
  }

  /** Assigns along the path that ends in a free column. */
  #follow(end: number, start: number): void {
    const { rows, columns } = this.#matching;
    for (let column = end;;) {
      const row = this.#before[column]!;
      const former = columns[row]!;
      rows[column] = row;
      columns[row] = column;
      if (row === start) return;
      column = former;
    }
  }
}
