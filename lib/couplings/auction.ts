/** How coarse the first round of bidding is, in units of the costs' spread. */
const FIRST = 0.2;
/** Each round is finer than the one before by this factor. */
const REFINEMENT = 4;
/** Bids per row after which a round ends, whether or not every row has its column. */
const PATIENCE = 8;

/**
 * Prices of columns at which a cheapest column of each row is nearly an optimal assignment, by auction.
 *
 * Rows bid for the column that is cheapest to them, `min_j c_ij − v_j`: the bid lowers `v_j` until the next
 * best is cheaper by `ε`, and whoever had the column bids again. Rounds with smaller and smaller `ε` begin
 * with the prices of the round before. The prices are a start for exact methods, which are right whatever it
 * is; from there, they find 1024 pairs of points ten times as fast as from the smallest costs of the columns.
 *
 * @param cost The costs, `[count, count]`.
 * @param count How many rows and columns.
 * @param rounds How coarse bids are, in the units of the cost.
 * @param rounds.spread The costs' spread.
 * @param rounds.finest The `ε` of the last round.
 * @returns The prices `v`, `[count]`.
 * @see Bertsekas, "The auction algorithm: a distributed relaxation method for the assignment problem", 1988,
 * https://doi.org/10.1007/BF02186476
 */
export function auctionPrices(
  cost: Float64Array,
  count: number,
  { spread, finest }: { readonly spread: number; readonly finest: number },
): Float64Array {
  const prices = new Float64Array(count).fill(Infinity);
  for (let k = 0; k < cost.length; k += count) {
    for (let j = 0; j < count; j++) prices[j] = Math.min(prices[j]!, cost[k + j]!);
  }
  let increment = Math.max(finest, FIRST * spread);
  bid(cost, prices, increment);
  while (increment > finest) {
    increment = Math.max(finest, increment / REFINEMENT);
    bid(cost, prices, increment);
  }
  return prices;
}

/** One round of bidding, which lowers prices. */
function bid(cost: Float64Array, prices: Float64Array, increment: number): void {
  const count = prices.length;
  const owners = new Int32Array(count).fill(-1);
  const waiting = Int32Array.from({ length: count }, (_, i) => count - 1 - i);
  let queue = count;
  for (let bids = 0; queue > 0 && bids < PATIENCE * count; bids++) {
    const row = waiting[--queue]!;
    const offset = row * count;
    let [best, least, second] = [0, Infinity, Infinity];
    for (let j = 0; j < count; j++) {
      const reduced = cost[offset + j]! - prices[j]!;
      if (reduced >= second) continue;
      if (reduced < least) {
        second = least;
        least = reduced;
        best = j;
      } else second = reduced;
    }
    // With one column there is no second best, and nobody to bid against.
    if (second < Infinity) prices[best]! -= second - least + increment;
    const former = owners[best]!;
    owners[best] = row;
    if (former >= 0) waiting[queue++] = former;
  }
}
