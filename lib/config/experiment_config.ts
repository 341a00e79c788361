import { z } from "zod";
import type { Catalogs } from "../catalogs.ts";
import type { Catalog, Choice } from "../component.ts";
import { choice } from "./choice.ts";
import { type Kind, singular } from "./kinds.ts";
import type { MergeRules } from "./merge.ts";
import { exclusiveKeys, type TrainingConfig, trainingSchema } from "./training_config.ts";

/** What the network is told of an example besides point and time. */
export interface ConditioningConfig {
  /** Whether it is told the class. */
  readonly class: boolean;
  /** How many classes there are; undefined for as many as the data set names. */
  readonly classes?: number;
  /** The probability that an example's class is not told in training, in `[0, 1]`. */
  readonly dropProbability: number;
}

/** Classifier-free guidance: the answer for the class, exaggerated. */
export interface GuidanceConfig {
  /** The factor of what the class changes; 1 for none. */
  readonly scale: number;
  /** The first time with guidance. */
  readonly from: number;
  /** The last time with guidance. */
  readonly to: number;
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
  /** The classes to draw, sample after sample and over again, by number or name; undefined for all in order. */
  readonly classes?: readonly (number | string)[];
  /** How samples are drawn towards their class. */
  readonly guidance: GuidanceConfig;
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
  /** What the network is told besides point and time. */
  readonly conditioning: ConditioningConfig;
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
  alternatives: exclusiveKeys.map(([within, keys]) => keys.map((key) => `${within}.${key}`)),
};

const conditioning = z.strictObject({
  class: z.boolean().default(false).describe("whether the network is told the class of an example"),
  classes: z.int().min(1).max(1_000_000).optional()
    .describe("how many classes there are; as many as the data set names unless given"),
  dropProbability: z.number().min(0).max(1).default(0.1)
    .describe("how probable it is that an example's class is not told in training, which guidance needs"),
});

const guidance = z.strictObject({
  scale: z.number().min(-100).max(100).default(1)
    .describe("u + scale·(c − u), the answers for the class and without one; 1 for no guidance"),
  from: z.number().min(0).max(1).default(0).describe("the first time with guidance"),
  to: z.number().min(0).max(1).default(1).describe("the last time with guidance"),
});

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
    conditioning: conditioning.prefault({}).describe("what the network is told besides point and time"),
    optimizer: part("optimizer", "how gradients become steps"),
    schedule: part("schedule", "how the optimizer's learning rate changes over the run"),
    training: trainingSchema.prefault({}).describe("how long and in what portions the network is trained"),
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
      classes: z.array(z.union([z.int().min(0), z.string()])).min(1).optional().describe(
        "the classes to draw by number or name, sample after sample and over again; all in order unless given",
      ),
      guidance: guidance.prefault({}).describe("classifier-free guidance: the class's part, exaggerated"),
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
