import type { Arrays, Engine } from "../engines/engine.ts";
import { parameterCount } from "../tensor/parameters.ts";
import { sizeOf } from "../tensor/shape.ts";
import { batchShapes, cutPortion } from "./batch_shapes.ts";
import { cutVectors, piecesOf } from "./pieces.ts";
import { gradientStep, stateNames, type StepParts, trainStep } from "./step.ts";
import { compileUpdate } from "./update_program.ts";

/** What a step is given besides the carried vectors. */
export interface StepInputs {
  /** The arrays of the batch. */
  readonly batch: Arrays;
  /** How far the average moves, then the optimizer's own coefficients. */
  readonly coefficients: Float32Array;
}

/** What steps found. */
export interface StepResult {
  /** The loss of each step's batch. */
  readonly losses: Float32Array;
  /** The mean squared error of each row of the last step's batch, `[heads·B]`. */
  readonly errors: Float32Array;
}

/** A compiled training step. */
export interface StepProgram {
  /** How many steps the next call can do, at least 1; as many as take about a twentieth of a second. */
  readonly most: number;
  /**
   * Does steps, one after the other; the same bits as that many calls.
   *
   * @param vectors The carried vectors, which become those after the last step.
   * @param count How many steps.
   * @param inputsOf What a step is given, by its place from 0. The arrays may be overwritten when it is called again.
   */
  run(vectors: Arrays, count: number, inputsOf: (place: number) => StepInputs): Promise<StepResult>;
  /** Frees what the program holds. */
  dispose(): Promise<void>;
}

/** The most steps of a call; with more of them the time between two calls no longer counts. */
const MOST_STEPS = 64;
/** For so long a call may compute, so that a signal is soon heard. */
const CALL_MS = 50;
/** The most memory that the batches of a call take up. */
const STACK_BYTES = 2 ** 24;
/**
 * A step of fewer multiplications than this takes a few milliseconds, of which the call is a part that counts. It is
 * the number of those if every parameter were used at every place of an image, and so an upper bound for most networks.
 */
const SHORT_STEP = 1e8;
/** What the optimizer does with a parameter takes as long as so many multiplications. */
const UPDATE = 200;

/** The vectors of networks of so many parameters do not stay in a processor's cache. */
const LARGE = 2 ** 20;

/**
 * Compiles a training step: as one program, which does several steps in a call where they are short; for a large
 * network as one for the gradient and one for the update; or, to save memory, as these two with the gradient of a portion
 * of the batch. All do the same up to the rounding of the sums over a batch.
 *
 * @param engine What runs it.
 * @param parts What the step is made of.
 * @param portions In how many portions of equal size the batch is worked off; they divide its size.
 */
export async function compileStep(engine: Engine, parts: StepParts, portions: number): Promise<StepProgram> {
  const isLarge = parameterCount(parts.network.parameters) >= LARGE;
  if (portions > 1 || isLarge) return await stepApart(engine, parts, portions);
  return await (isShort(parts) ? repeatedStep : wholeStep)(engine, parts);
}

/** Whether a step is so short that several are to be done in a call. */
function isShort({ network, shape, batchSize }: StepParts): boolean {
  const places = sizeOf(shape.slice(0, -1));
  return parameterCount(network.parameters) * (3 * batchSize * places + UPDATE) < SHORT_STEP;
}

async function wholeStep(engine: Engine, parts: StepParts): Promise<StepProgram> {
  const { step, signature } = trainStep(parts);
  const program = await engine.compile(step, signature);
  return {
    most: 1,
    async run(vectors, _, inputsOf) {
      const { batch, coefficients } = inputsOf(0);
      const { loss, errors } = await program.run({ ...vectors, ...batch, coefficients }, vectors);
      return { losses: loss!, errors: errors! };
    },
    dispose: () => program.dispose(),
  };
}

async function repeatedStep(engine: Engine, parts: StepParts): Promise<StepProgram> {
  const { step, signature } = trainStep(parts);
  const program = await engine.compile(step, { ...signature, carried: stateNames(parts.optimizer) });
  const bytes = Object.values(batchShapes(parts)).reduce((sum, shape) => sum + 4 * sizeOf(shape), 0);
  const largest = Math.max(1, Math.min(MOST_STEPS, Math.floor(STACK_BYTES / bytes)));
  const stacks: Record<string, Float32Array> = {};
  let most = 1;
  return {
    get most() {
      return most;
    },
    async run(vectors, count, inputsOf) {
      const begin = performance.now();
      const inputs: Record<string, Float32Array> = { ...vectors };
      for (let place = 0; place < count; place++) {
        const { batch, coefficients } = inputsOf(place);
        for (const [name, array] of Object.entries({ ...batch, coefficients })) {
          const stack = stacks[name] ??= new Float32Array(largest * array.length);
          stack.set(array, place * array.length);
          inputs[name] = stack.subarray(0, count * array.length);
        }
      }
      const { loss, errors } = await program.run(inputs, vectors);
      // what is computed does not depend on it
      most = Math.min(largest, Math.max(1, Math.round(CALL_MS * count / (performance.now() - begin))));
      return { losses: loss!, errors: errors!.subarray(errors!.length / count * (count - 1)) };
    },
    dispose: () => program.dispose(),
  };
}

/**
 * A step as gradient and update apart, the gradient of one portion of the batch after the other. The vectors of a large
 * network are so not joined, cut up or held twice.
 */
async function stepApart(engine: Engine, parts: StepParts, portions: number): Promise<StepProgram> {
  const { network, target: { heads }, batchSize } = parts;
  const size = batchSize / portions;
  const ofPortion = { ...parts, batchSize: size };
  const shapes = batchShapes(ofPortion);
  const length = parameterCount(network.parameters);
  const pieces = piecesOf(network.parameters);
  const adds = portions > 1;
  const { step, signature } = gradientStep(ofPortion, { pieces, adds });
  const program = await engine.compile(step, signature);
  // the sum of several portions is clipped by the update, a gradient of all by the program that makes it
  const update = await compileUpdate(engine, adds ? parts : { optimizer: parts.optimizer }, length);
  const gradient = new Float32Array(length);
  return {
    most: 1,
    async run(vectors, _, inputsOf) {
      const { batch, coefficients } = inputsOf(0);
      const params = cutVectors({ params: vectors["params"]! }, pieces);
      const sums = cutVectors({ gradient }, pieces);
      const errors = new Float32Array(heads * batchSize);
      let loss = 0;
      if (adds) gradient.fill(0);
      for (let portion = 0; portion < portions; portion++) {
        const cut = cutPortion(batch, shapes, portion, portions);
        const found = await program.run({ ...params, ...adds ? sums : {}, ...cut }, sums);
        loss += found["loss"]![0]!;
        for (let head = 0; head < heads; head++) {
          const ofHead = found["errors"]!.subarray(head * size, (head + 1) * size);
          errors.set(ofHead, head * batchSize + portion * size);
        }
      }
      await update.run(vectors, gradient, coefficients);
      return { losses: Float32Array.of(loss), errors };
    },
    async dispose() {
      await program.dispose();
      await update.dispose();
    },
  };
}
