import type { Arrays, Engine } from "../engines/engine.ts";
import { parameterCount } from "../tensor/parameters.ts";
import { batchShapes, cutPortion } from "./batch_shapes.ts";
import { gradientStep, type StepParts, trainStep, updateStep } from "./step.ts";

/** What a step found and made. */
export interface StepResult {
  /** The carried vectors after it. */
  readonly vectors: Arrays;
  /** The batch's loss. */
  readonly loss: number;
  /** The mean squared error of each of its rows, `[heads·B]`. */
  readonly errors: Float32Array;
}

/** A compiled training step. */
export interface StepProgram {
  /**
   * Does a step.
   *
   * @param vectors The carried vectors; they are not changed.
   * @param batch The arrays of the batch.
   * @param coefficients How far the average moves, then the optimizer's own.
   */
  run(vectors: Arrays, batch: Arrays, coefficients: Float32Array): Promise<StepResult>;
  /** Frees what the program holds. */
  dispose(): Promise<void>;
}

/**
 * Compiles a training step: as one program or, to save memory, as one for a portion of the batch and one for the
 * update. Both do the same up to the rounding of the sums over a batch.
 *
 * @param engine What runs it.
 * @param parts What the step is made of.
 * @param portions In how many portions of equal size the batch is worked off; they divide its size.
 */
export async function compileStep(engine: Engine, parts: StepParts, portions: number): Promise<StepProgram> {
  return portions === 1 ? await wholeStep(engine, parts) : await accumulatingStep(engine, parts, portions);
}

async function wholeStep(engine: Engine, parts: StepParts): Promise<StepProgram> {
  const { step, signature } = trainStep(parts);
  const program = await engine.compile(step, signature);
  return {
    async run(carried, batch, coefficients) {
      const { loss, errors, ...vectors } = await program.run({ ...carried, ...batch, coefficients });
      return { vectors, loss: loss![0]!, errors: errors! };
    },
    dispose: () => program.dispose(),
  };
}

async function accumulatingStep(engine: Engine, parts: StepParts, portions: number): Promise<StepProgram> {
  const { network, target: { heads }, batchSize } = parts;
  const size = batchSize / portions;
  const ofPortion = { ...parts, batchSize: size };
  const shapes = batchShapes(ofPortion);
  const [forPortion, forUpdate] = [gradientStep(ofPortion), updateStep(parts)];
  const gradients = await engine.compile(forPortion.step, forPortion.signature);
  const update = await engine.compile(forUpdate.step, forUpdate.signature);
  const none = new Float32Array(parameterCount(network.parameters));
  return {
    async run(carried, batch, coefficients) {
      const { params } = carried;
      const errors = new Float32Array(heads * batchSize);
      let gradient: Float32Array = none;
      let loss = 0;
      for (let portion = 0; portion < portions; portion++) {
        const found = await gradients.run({
          params: params!,
          gradient,
          ...cutPortion(batch, shapes, portion, portions),
        });
        gradient = found["gradient"]!;
        loss += found["loss"]![0]!;
        for (let head = 0; head < heads; head++) {
          const ofHead = found["errors"]!.subarray(head * size, (head + 1) * size);
          errors.set(ofHead, head * batchSize + portion * size);
        }
      }
      return { vectors: await update.run({ ...carried, gradient, coefficients }), loss, errors };
    },
    async dispose() {
      await gradients.dispose();
      await update.dispose();
    },
  };
}
