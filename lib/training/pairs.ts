import type { Coupling } from "../couplings/coupling.ts";
import type { Examples } from "../datasets/dataset.ts";
import { permutation } from "../random/permutation.ts";
import { Stream } from "../random/stream.ts";
import type { DrawSource } from "../sources/source.ts";

/** What pairs are drawn from. */
export interface PairParts {
  /** The experiment's seed. */
  readonly seed: number;
  /** The data. */
  readonly examples: Examples;
  /** Numbers in one example. */
  readonly size: number;
  /** Where `x0` comes from. */
  readonly drawSource: DrawSource;
  /** Which `x0` goes with which `x1`. */
  readonly coupling: Coupling;
  /** How many classes the network is told of; undefined or 0 for none. */
  readonly classes?: number;
  /** Pairs per step. */
  readonly batchSize: number;
}

/** The pairs of one step. */
export interface Pairs {
  /** Source samples of this step and perhaps of others, `[…, size]`. */
  readonly x0: Float32Array;
  /** Data, likewise. */
  readonly x1: Float32Array;
  /** For each pair of the step, the row of `x0`. */
  readonly rows: Int32Array;
  /** The row of `x1` of the step's first pair; the others follow it. */
  readonly first: number;
  /** The class of each pair of the step; all 0 if the network is told none. */
  readonly labels: Int32Array;
}

/**
 * Draws the pairs of any training step; what it draws depends on the seed, the step and the place in the batch
 * alone.
 *
 * The data are read in epochs, each in its own random order, one after the other without a break: the batch
 * that reaches the end of an epoch goes on in the next, so all batches are of one size and none is dropped. A
 * coupling that pairs more rows than a step has pairs those of several steps at once.
 *
 * @param parts What to draw from.
 * @returns A function from a step's number, from 1, to its pairs. The arrays are overwritten by later calls.
 * @throws {RangeError} If the coupling's batch size is neither a multiple nor a divisor of the step's.
 */
export function pairs(parts: PairParts): (step: number) => Pairs {
  const { seed, examples, size, drawSource, coupling, classes = 0, batchSize } = parts;
  const paired = coupling.batchSize ?? batchSize;
  const drawn = Math.max(paired, batchSize);
  if (drawn % paired !== 0 || drawn % batchSize !== 0) {
    throw new RangeError(
      `The coupling pairs ${paired} rows at once: expected a multiple or a divisor of the batch size ${batchSize}`,
    );
  }
  const x0 = new Float32Array(drawn * size);
  const x1 = new Float32Array(drawn * size);
  const [x0Rows, x1Rows] = [x0, x1].map((all) =>
    Array.from({ length: drawn }, (_, i) => all.subarray(i * size, (i + 1) * size))
  ) as [Float32Array[], Float32Array[]];
  const labels = new Int32Array(drawn);
  const rows = new Int32Array(drawn);
  const noise = new Stream({ seed, purpose: "train/noise" });
  const augment = new Stream({ seed, purpose: "train/augment" });
  const couplingDraws = new Stream({ seed, purpose: "train/coupling" });
  let order: { epoch: number; indices: Uint32Array } = { epoch: -1, indices: new Uint32Array() };
  let current = -1;

  /** The example at a place in the endless sequence of epochs. */
  const exampleAt = (position: number): number => {
    const epoch = Math.floor(position / examples.size);
    if (epoch !== order.epoch) {
      const draws = new Stream({ seed, purpose: "train/order", step: epoch });
      order = { epoch, indices: permutation(examples.size, draws) };
    }
    return order.indices[position % examples.size]!;
  };

  /** Draws and pairs the rows of a step, or of the steps that are paired together. */
  const draw = (block: number): void => {
    for (let i = 0; i < drawn; i++) {
      noise.moveTo(i, block + 1);
      augment.moveTo(i, block + 1);
      const example = exampleAt(block * drawn + i);
      drawSource(x0Rows[i]!, noise);
      examples.read(example, x1Rows[i]!, augment);
      // A coupling must not look at what the network is not told.
      labels[i] = classes > 0 ? examples.label(example) : 0;
    }
    for (let start = 0; start < drawn; start += paired) {
      couplingDraws.moveTo(start / paired, block + 1);
      const group = {
        x0: x0.subarray(start * size, (start + paired) * size),
        x1: x1.subarray(start * size, (start + paired) * size),
        count: paired,
        size,
        labels: labels.subarray(start, start + paired),
      };
      coupling.pair(group, couplingDraws).forEach((row, i) => rows[start + i] = start + row);
    }
    current = block;
  };

  return (step) => {
    const position = (step - 1) * batchSize;
    const block = Math.floor(position / drawn);
    if (block !== current) draw(block);
    const first = position % drawn;
    const own = [first, first + batchSize] as const;
    return { x0, x1, rows: rows.subarray(...own), first, labels: labels.subarray(...own) };
  };
}
