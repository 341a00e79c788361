import type { Arrays, Engine } from "../engines/engine.ts";
import type { Loss } from "../losses/loss.ts";
import { Stream } from "../random/stream.ts";
import { named, parameterCount, unflatten } from "../tensor/parameters.ts";
import { batches, type BatchParts } from "./batch.ts";
import { type BatchLayout, batchShapes, cutPortion, questionOf } from "./batch_shapes.ts";
import { objective } from "./objective.ts";

/** What measures the loss on examples that are not trained on. */
export interface Validation {
  /** It is measured after every so many steps, and after the last. */
  readonly everySteps: number;
  /**
   * Measures it.
   *
   * @param vectors The carried vectors of the training.
   */
  measure(vectors: Arrays): Promise<number>;
}

/** What a validation is made of. */
export interface ValidationParts extends BatchLayout, Omit<BatchParts, "target" | "dropouts"> {
  /** What the network regresses. */
  readonly target: BatchParts["target"];
  /** The loss. */
  readonly loss: Loss;
  /** What runs the network. */
  readonly engine: Engine;
  /** In how many portions of equal size a batch is worked off; they divide its size. */
  readonly accumulate: number;
  /** It is measured after every so many steps. */
  readonly everySteps: number;
  /** The name of the carried vector that is measured: the weights that samples are drawn with. */
  readonly weights: string;
}

/** A validation that holds a compiled program. */
export interface OpenValidation extends Validation {
  /** Frees what it holds. */
  dispose(): Promise<void>;
}

/**
 * Gets ready to measure the loss on examples that are not trained on, `1/N·Σ w·d(scale·u_θ(x_t, t), regressand)`, with
 * the weights that samples are drawn with and nothing dropped out.
 *
 * Every example counts once, with the same partner, time and noise at every measurement; so two losses differ by what
 * the weights have become, and not by what was drawn. They are paired, timed and weighted as in training, but with
 * streams of their own.
 *
 * @param parts What is measured; its examples are those held out.
 */
export async function openValidation(parts: ValidationParts): Promise<OpenValidation> {
  const { network, loss, examples, engine, batchSize, accumulate, seed, everySteps, weights } = parts;
  // Another seed keeps the noise apart from that of the training.
  const own = Math.floor(new Stream({ seed, purpose: "validation/seed" }).uniform() * 2 ** 53);
  const { dropouts: _, ...withoutMasks } = network;
  const shapes = batchShapes({ ...parts, network: withoutMasks, batchSize: batchSize / accumulate });
  const program = await engine.compile(({ weights, ...batch }) => {
    const params = named(network.parameters, unflatten(network.parameters, weights!));
    return { loss: objective(network, loss, params, questionOf(withoutMasks, batch)).loss };
  }, { inputs: { weights: [parameterCount(network.parameters)], ...shapes } });

  return {
    everySteps,
    async measure(vectors) {
      // Drawn again at each measurement: that takes time, and keeping all of them memory.
      const batch = batches({ ...parts, seed: own, floor: undefined });
      let sum = 0;
      for (let done = 0; done < examples.size; done += batchSize) {
        const { inputs } = batch(done / batchSize + 1);
        leaveOut(inputs["share"]!, examples.size - done, batchSize);
        for (let portion = 0; portion < accumulate; portion++) {
          const cut = cutPortion(inputs, shapes, portion, accumulate);
          const found = await program.run({ weights: vectors[weights]!, ...cut });
          sum += found["loss"]![0]!;
        }
      }
      // Shares are those of a whole batch.
      return sum * batchSize / examples.size;
    },
    dispose: () => program.dispose(),
  };
}

/** Takes the rows off a batch that lie behind the last example, where it begins again with the first. */
function leaveOut(share: Float32Array, examples: number, batchSize: number): void {
  if (examples >= batchSize) return;
  for (let start = 0; start < share.length; start += batchSize) {
    share.fill(0, start + examples, start + batchSize);
  }
}
