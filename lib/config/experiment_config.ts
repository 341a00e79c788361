import { z } from "zod";
import type { Catalogs } from "../catalogs.ts";
import type { Catalog, Choice } from "../component.ts";
import { choice } from "./choice.ts";
import { faultIssue } from "./fault.ts";
import { type Kind, singular } from "./kinds.ts";
import type { MergeRules } from "./merge.ts";

/** How long and in what portions the network is trained. */
export interface TrainingConfig {
  /** Passes over the data; undefined when {@linkcode steps} is given. */
  readonly epochs?: number;
  /** Optimiser steps, 0 to sample without training; undefined when {@linkcode epochs} is given. */
  readonly steps?: number;
  /** Examples in a step, over all machines. */
  readonly batchSize: number;
  /** The decay per step of the weights' moving average, in `[0, 1)`; 0 keeps the weights themselves. */
  readonly emaDecay: number;
  /** The largest norm of a step's gradient, above 0; undefined for no limit. */
  readonly clipNorm?: number;
  /** A checkpoint is written after every so many steps, and at the end. */
  readonly checkpointEverySteps: number;
  /** A line is logged after every so many steps. */
  readonly logEverySteps: number;
}

/** How samples are drawn from the trained network. */
export interface SamplingConfig {
  /** The ODE or SDE solver. */
  readonly solver: Choice;
  /** The times that a solver with a fixed number of steps goes between. */
  readonly timeGrid: Choice;
  /** The path to sample on; undefined for that of the training. */
  readonly path?: Choice;
  /** How many samples. */
  readonly count: number;
  /** How many of them are integrated together. */
  readonly batchSize: number;
  /** What is integrated: the velocity that the target makes of the network's output, or the output itself. */
  readonly field: "velocity" | "output";
  /** How many samples the animation of trajectories shows; undefined for 16 images or all points. */
  readonly trajectory?: number;
}

/** A resolved experiment: every default filled in, every option checked. */
export interface ExperimentConfig {
  /** The experiment's name, which also names its folder. */
  readonly name: string;
  /** What it is about. */
  readonly description: string;
  /** Where all randomness starts, `0` to `2⁵³ − 1`. */
  readonly seed: number;
  /** Where x1 comes from. */
  readonly dataset: Choice;
  /** Where x0 comes from. */
  readonly source: Choice;
  /** How x0 and x1 are paired. */
  readonly coupling: Choice;
  /** How training times are drawn. */
  readonly timeSampler: Choice;
  /** The interpolation path. */
  readonly path: Choice;
  /** The width of the noise around the path. */
  readonly gamma: Choice;
  /** What the network regresses. */
  readonly target: Choice;
  /** How far a prediction is from the regressand. */
  readonly loss: Choice;
  /** How much each training time counts. */
  readonly weighting: Choice;
  /** The network family. */
  readonly architecture: Choice;
  /** How gradients become steps. */
  readonly optimizer: Choice;
  /** How the learning rate changes over the run. */
  readonly schedule: Choice;
  /** How long and in what portions the network is trained. */
  readonly training: TrainingConfig;
  /** How samples are drawn. */
  readonly sampling: SamplingConfig;
  /** What is measured in the end. */
  readonly evaluation: readonly Choice[];
  /** What executes the compiled steps. */
  readonly engine: Choice;
}

/** A key whose value chooses a component. */
export interface ChoiceKey {
  /** What kind of component. */
  readonly kind: Kind;
  /** The component that is chosen when the key is absent; undefined when the key is required or may be missing. */
  readonly usual: string | undefined;
}

/** Every key that chooses a component, by its dotted path. */
export const choiceKeys: ReadonlyMap<string, ChoiceKey> = new Map([
  ["dataset", { kind: "datasets", usual: undefined }],
  ["source", { kind: "sources", usual: "gaussian" }],
  ["coupling", { kind: "couplings", usual: "independent" }],
  ["timeSampler", { kind: "timeSamplers", usual: "uniform" }],
  ["path", { kind: "paths", usual: "linear" }],
  ["gamma", { kind: "gammas", usual: "none" }],
  ["target", { kind: "targets", usual: "velocity" }],
  ["loss", { kind: "losses", usual: "meanSquare" }],
  ["weighting", { kind: "weightings", usual: "uniform" }],
  ["architecture", { kind: "architectures", usual: "mlp" }],
  ["optimizer", { kind: "optimizers", usual: "adam" }],
  ["schedule", { kind: "schedules", usual: "constant" }],
  ["sampling.solver", { kind: "solvers", usual: "heun" }],
  ["sampling.timeGrid", { kind: "timeGrids", usual: "uniform" }],
  ["sampling.path", { kind: "paths", usual: undefined }],
  ["engine", { kind: "engines", usual: "onnx" }],
]);

/** How experiments are merged. */
export const mergeRules: MergeRules = {
  choices: new Set(choiceKeys.keys()),
  alternatives: [["training.epochs", "training.steps"]],
};

/** Passes over the data when a file says nothing about it. */
const USUAL_EPOCHS = 1;

const training = z.strictObject({
  epochs: z.int().min(1).optional().describe(`passes over the data; ${USUAL_EPOCHS} unless steps is given`),
  steps: z.int().min(0).optional()
    .describe("optimiser steps, instead of epochs; 0 samples without training, as oracles need it"),
  batchSize: z.int().min(1).default(128).describe("examples in a step, over all machines"),
  emaDecay: z.number().min(0).lt(1).default(0.999)
    .describe(
      "decay per step of the weights' moving average, which sampling uses; 0 for the weights themselves",
    ),
  clipNorm: z.number().positive().optional()
    .describe("gradients whose norm over all parameters is larger are shortened to it; none unless given"),
  checkpointEverySteps: z.int().min(1).default(200)
    .describe("a checkpoint is written after every so many steps, and at the end"),
  logEverySteps: z.int().min(1).default(1).describe("a line is logged after every so many steps"),
}).refine(({ epochs, steps }) => epochs === undefined || steps === undefined, {
  ...faultIssue({ path: ["steps"], at: "key", rule: "expected either epochs or steps", found: "both" }),
  // Also when other keys are wrong: every problem is reported at once.
  when: ({ value }) => typeof value === "object" && value !== null,
}).transform((given) =>
  given.epochs === undefined && given.steps === undefined ? { epochs: USUAL_EPOCHS, ...given } : given
);

/** Makes the schema of a key that chooses a component, from what is chosen and the components. */
export type ChoiceSchema = (kind: string, catalog: Catalog<unknown>) => z.ZodType<Choice, unknown>;

/**
 * The schema of an experiment: strict at every level, with a default for every key but `dataset`.
 *
 * @param catalogs The components that an experiment can choose.
 * @param options The name of an experiment that does not give one, and how choices are validated.
 * @returns The schema.
 */
export function experimentSchema(
  catalogs: Catalogs,
  { name = "experiment", choose = choice }: { readonly name?: string; readonly choose?: ChoiceSchema } = {},
): z.ZodType<ExperimentConfig> {
  const required = (key: string): z.ZodType<Choice, unknown> => {
    const { kind } = choiceKeys.get(key)!;
    return choose(singular[kind], catalogs[kind]);
  };
  const part = (key: string, description: string): z.ZodPrefault<z.ZodType<Choice, unknown>> =>
    required(key).prefault(choiceKeys.get(key)!.usual).describe(description);
  return z.strictObject({
    name: z.string()
      .regex(
        /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/,
        "expected letters, digits, `_`, `-` and `.`, since it names a folder",
      )
      .max(100).prefault(name).describe("names the experiment and its folder; the file's name unless given"),
    description: z.string().default("").describe("what the experiment is about, in a sentence or two"),
    seed: z.int().min(0).default(0).describe(
      "where all randomness starts: two runs with one seed are identical",
    ),
    dataset: required("dataset").describe("where x1 comes from: the data"),
    source: part("source", "where x0 comes from: noise"),
    coupling: part("coupling", "how x0 and x1 are paired"),
    timeSampler: part("timeSampler", "how training times are drawn"),
    path: part("path", "how x0 becomes x1: alpha(t) and sigma(t)"),
    gamma: part("gamma", "the width of the noise around the path: gamma(t) of a stochastic interpolant"),
    target: part("target", "what the network regresses, and how its output becomes a velocity"),
    loss: part("loss", "how far a prediction is from the regressand"),
    weighting: part("weighting", "how much each training time counts in the loss"),
    architecture: part("architecture", "the network"),
    optimizer: part("optimizer", "how gradients become steps"),
    schedule: part("schedule", "how the optimizer's learning rate changes over the run"),
    training: training.prefault({}).describe("how long and in what portions the network is trained"),
    sampling: z.strictObject({
      solver: part("sampling.solver", "what integrates the velocity from t = 0 to t = 1"),
      timeGrid: part(
        "sampling.timeGrid",
        "the times that a solver with a fixed number of steps goes between",
      ),
      path: required("sampling.path").optional()
        .describe("the path to sample on, whatever the one of the training; that one unless given"),
      count: z.int().min(1).default(64).describe("how many samples to draw"),
      batchSize: z.int().min(1).default(64).describe("how many samples are integrated together"),
      field: z.enum(["velocity", "output"]).default("velocity").describe(
        "what the solver integrates: the velocity that the target makes of the network's output, or the output" +
          " itself as if it were a velocity",
      ),
      trajectory: z.int().min(0).optional()
        .describe("how many samples the animation shows; 16 images or all points unless given"),
    }).prefault({}).describe("how samples are drawn from the trained network"),
    evaluation: z.array(choose(singular.metrics, catalogs.metrics)).default([])
      .describe("what is measured in the end"),
    engine: part("engine", "what executes the compiled steps"),
  });
}
