import type { Examples } from "../datasets/dataset.ts";
import type { Arrays, Engine } from "../engines/engine.ts";
import { Failure } from "../failure.ts";
import type { Logger } from "../logger.ts";
import { adam } from "../optimizers/adam.ts";
import { permutation } from "../random/permutation.ts";
import { Stream } from "../random/stream.ts";
import { cosine } from "../schedules/cosine.ts";
import { parameterCount } from "../tensor/parameters.ts";
import { sizeOf } from "../tensor/shape.ts";
import type { Classifier } from "./classifier.ts";
import { classifierStep } from "./classifier_step.ts";

/** What a classifier learns from, and what with. */
export interface ClassifierTraining {
  /** The network. */
  readonly network: Classifier;
  /** The images and their classes; they are read without augmentation. */
  readonly examples: Examples;
  /** What runs the step. */
  readonly engine: Engine;
  /** Where the draws start. */
  readonly seed: number;
  /** How many steps. */
  readonly steps: number;
  /** Where progress is reported. */
  readonly logger: Logger;
  /** Ends the training before its time. */
  readonly signal?: AbortSignal | undefined;
}

/** Images per step. */
const BATCH = 128;

/** Adam's usual numbers, with a larger step that fades away on half a cosine. */
const optimizer = adam.create({ learningRate: 2e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 });
const schedule = cosine.create({ warmupSteps: 100, finalFactor: 0 });

/**
 * Trains a classifier from the beginning, by Adam on the mean cross-entropy.
 *
 * Every passage through the examples has an order of its own, and a batch goes on where the last one ended.
 *
 * @param training What it learns from.
 * @returns Its weights, one after the other, `[N]`: a function of the examples, the seed and the steps.
 * @throws {Failure} If the loss is no longer finite, or the signal ended the training.
 */
export async function trainClassifier(training: ClassifierTraining): Promise<Float32Array> {
  const { network, engine, seed, steps, logger, signal } = training;
  const { step, signature } = classifierStep({ network, optimizer, batchSize: BATCH });
  const batch = batches(training);
  const params = initialWeights(network, seed);
  const zeros = optimizer.slots.map((name) => [name, new Float32Array(params.length)]);
  let vectors: Arrays = { params, ...Object.fromEntries(zeros) };
  const report = (done: number, values: Readonly<Record<string, number>> = {}) =>
    logger.progress({ stage: "training", done, total: steps, unit: "steps", values });
  const program = await engine.compile(step, signature);
  try {
    report(0);
    for (let number = 1; number <= steps; number++) {
      if (signal?.aborted) throw new Failure(`Interrupted after step ${number - 1} of ${steps}`, 130);
      const coefficients = Float32Array.from(optimizer.coefficients(number, schedule.factor(number, steps)));
      const { loss: [loss] = [], ...next } = await program.run({
        ...vectors,
        ...batch(number),
        coefficients,
      });
      if (!Number.isFinite(loss)) throw new Failure(`The loss became ${loss} in step ${number}`);
      vectors = next;
      report(number, { loss: loss! });
    }
    return vectors["params"]!;
  } finally {
    await program.dispose();
  }
}

/** Fresh weights; each parameter draws from a stream of its own. */
function initialWeights({ parameters }: Classifier, seed: number): Float32Array {
  const weights = new Float32Array(parameterCount(parameters));
  let offset = 0;
  for (const { name, shape, initialize } of parameters) {
    const size = sizeOf(shape);
    initialize(
      weights.subarray(offset, offset + size),
      new Stream({ seed, purpose: `features/init/${name}` }),
    );
    offset += size;
  }
  return weights;
}

/** The batch of a step, from 1; steps are asked for in order. The arrays are overwritten by the next call. */
function batches({ network: { shape, classes: count }, examples, seed }: ClassifierTraining) {
  const size = sizeOf(shape);
  const images = new Float32Array(BATCH * size);
  const classes = new Float32Array(BATCH * count);
  let passage = -1;
  let order: ArrayLike<number> = [];
  return (step: number): Arrays => {
    classes.fill(0);
    for (let i = 0; i < BATCH; i++) {
      const place = (step - 1) * BATCH + i;
      const number = Math.floor(place / examples.size);
      if (number !== passage) {
        passage = number;
        order = permutation(examples.size, new Stream({ seed, purpose: "features/order", step: number }));
      }
      const index = order[place % examples.size]!;
      examples.read(index, images.subarray(i * size, (i + 1) * size));
      classes[i * count + examples.label(index)] = 1;
    }
    return { images, classes };
  };
}
