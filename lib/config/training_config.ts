import { z } from "zod";
import { describeValue } from "./describe_value.ts";
import { faultIssue } from "./fault.ts";

/** A part of the training split that is not trained on, to measure the loss with. */
export interface ValidationConfig {
  /** How large it is, as a part of the split in `(0, 1)`; undefined when {@linkcode examples} is given. */
  readonly fraction?: number;
  /** How large it is, as a number of examples; undefined when {@linkcode fraction} is given. */
  readonly examples?: number;
  /** Its loss is measured after every so many steps, and at the end. */
  readonly everySteps: number;
}

/** How long and in what portions the network is trained. */
export interface TrainingConfig {
  /** Passes over the data; undefined when {@linkcode steps} is given. */
  readonly epochs?: number;
  /** Optimiser steps, 0 to sample without training; undefined when {@linkcode epochs} is given. */
  readonly steps?: number;
  /** Examples in a step, over all machines. */
  readonly batchSize: number;
  /** The portions, of equal size, that a batch's gradient is computed in. */
  readonly accumulate: number;
  /**
   * The decay per step of the weights' moving average, in `[0, 1)`; 0 keeps the weights themselves. Undefined when
   * {@linkcode emaHalfLife} is given.
   */
  readonly emaDecay?: number;
  /** After how many examples a weight counts half in the average; undefined when {@linkcode emaDecay} is given. */
  readonly emaHalfLife?: number;
  /** Whether the average is short at the beginning. */
  readonly emaWarmUp: boolean;
  /** The largest norm of a step's gradient, above 0; undefined for no limit. */
  readonly clipNorm?: number;
  /** What is held out to measure the loss with; undefined for nothing. */
  readonly validation?: ValidationConfig;
  /** A checkpoint is written after every so many steps, and at the end. */
  readonly checkpointEverySteps: number;
  /** A line is logged after every so many steps. */
  readonly logEverySteps: number;
}

/** Keys of which a file has one at most, by the path of what they stand in. */
export const exclusiveKeys: readonly (readonly [within: string, keys: readonly [string, string]])[] = [
  ["training", ["epochs", "steps"]],
  ["training", ["emaDecay", "emaHalfLife"]],
  ["training.validation", ["fraction", "examples"]],
];

/** Passes over the data when a file says nothing about it. */
const USUAL_EPOCHS = 1;

/** The decay of the average when a file says nothing about it. */
const USUAL_DECAY = 0.999;

/** The part that is held out when a file says nothing about it. */
const USUAL_FRACTION = 0.1;

/** The parameters of a refinement: of two keys only one may be given. */
function either(
  first: string,
  second: string,
): ReturnType<typeof faultIssue> & { when: (payload: { value: unknown }) => boolean } {
  return {
    ...faultIssue({
      path: [second],
      at: "key",
      rule: `expected either ${first} or ${second}`,
      found: "both",
    }),
    // Also when other keys are wrong: every problem is reported at once.
    when: ({ value }) => typeof value === "object" && value !== null,
  };
}

const validation = z.strictObject({
  fraction: z.number().gt(0).lt(1).optional()
    .describe(`the part of the training split that is held out; ${USUAL_FRACTION} unless examples is given`),
  examples: z.int().min(1).optional().describe("how many examples are held out, instead of fraction"),
  everySteps: z.int().min(1).default(200)
    .describe("the loss on them is measured after every so many steps, and at the end"),
}).refine(
  ({ fraction, examples }) => fraction === undefined || examples === undefined,
  either("fraction", "examples"),
).transform(({ fraction, examples, ...others }): ValidationConfig => ({
  ...examples === undefined ? { fraction: fraction ?? USUAL_FRACTION } : { examples },
  ...others,
}));

/** The schema of how a network is trained. */
export const trainingSchema: z.ZodType<TrainingConfig, unknown> = z.strictObject({
  epochs: z.int().min(1).optional().describe(`passes over the data; ${USUAL_EPOCHS} unless steps is given`),
  steps: z.int().min(0).optional()
    .describe("optimiser steps, instead of epochs; 0 samples without training, as oracles need it"),
  batchSize: z.int().min(1).default(128).describe("examples in a step, over all machines"),
  accumulate: z.int().min(1).default(1)
    .describe("in how many equal portions a batch is worked off, which takes the memory of one portion"),
  emaDecay: z.number().min(0).lt(1).optional().describe(
    "decay per step of the weights' moving average, which sampling uses; 0 for the weights themselves; " +
      `${USUAL_DECAY} unless emaHalfLife is given`,
  ),
  emaHalfLife: z.number().positive().optional().describe(
    "after how many examples a weight counts half in the moving average, instead of emaDecay",
  ),
  emaWarmUp: z.boolean().default(true).describe(
    "whether the average is short at the beginning: a decay of (1 + n)/(10 + n) at most, or a half-life of a " +
      "twentieth of the examples so far",
  ),
  clipNorm: z.number().positive().optional()
    .describe("gradients whose norm over all parameters is larger are shortened to it; none unless given"),
  validation: validation.optional()
    .describe("what is held out of the training split to measure the loss with; nothing unless given"),
  checkpointEverySteps: z.int().min(1).default(200)
    .describe("a checkpoint is written after every so many steps, and at the end"),
  logEverySteps: z.int().min(1).default(1).describe("a line is logged after every so many steps"),
}).refine(
  ({ epochs, steps }) => epochs === undefined || steps === undefined,
  either("epochs", "steps"),
).refine(
  ({ emaDecay, emaHalfLife }) => emaDecay === undefined || emaHalfLife === undefined,
  either("emaDecay", "emaHalfLife"),
).superRefine(({ batchSize, accumulate }, context) => {
  if (accumulate < 1 || batchSize % accumulate === 0) return;
  const rule = `expected a divisor of batchSize, ${batchSize}`;
  context.addIssue(faultIssue({ path: ["accumulate"], at: "value", rule, found: describeValue(accumulate) }));
}).transform(({ epochs, steps, batchSize, accumulate, emaDecay, ...others }): TrainingConfig => ({
  ...steps === undefined ? { epochs: epochs ?? USUAL_EPOCHS } : { steps },
  batchSize,
  accumulate,
  ...others.emaHalfLife === undefined ? { emaDecay: emaDecay ?? USUAL_DECAY } : {},
  ...others,
}));
