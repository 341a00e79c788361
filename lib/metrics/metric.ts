import type { Choice } from "../component.ts";
import type { Field, Solution, Solver, State } from "../solvers/solver.ts";
import type { Shape } from "../tensor/types.ts";

/** Samples that a metric looks at. */
export interface MetricSamples {
  /** The samples, `[count, ...shape]`. */
  readonly x: Float32Array;
  /** The source samples that they came from, `[count, ...shape]`. */
  readonly x0: Float32Array;
  /** The class that each sample was drawn for; undefined where the network is not told a class. */
  readonly labels?: Int32Array | undefined;
  /** Network calls for each sample. */
  readonly evaluations: Uint32Array;
  /** How many of them ran out of steps. */
  readonly unfinished: readonly number[];
}

/** Examples of a data set, as they are without augmentation. */
export interface MetricData {
  /** The examples, `[n, ...shape]`. */
  readonly x: Float32Array;
  /** Their classes; all 0 when the data have none. */
  readonly labels: Int32Array;
}

/** How samples are to be drawn. */
export interface DrawOptions {
  /** How many; sample `i` starts from the same `x0` whatever the number. */
  readonly count: number;
  /** The solver, as an experiment would choose it; that of the experiment unless given. */
  readonly solver?: Choice;
}

/** How samples are followed. */
export interface FollowModelOptions<S extends State> {
  /** How many samples the state holds, at most the model's `batchSize`. */
  readonly samples: number;
  /** The number of the first of them, 0 unless given: a sample's number decides about its noise. */
  readonly first?: number;
  /** The solver, as an experiment would choose it; that of the experiment unless given. */
  readonly solver?: Choice;
  /** Their classes; those that the experiment asks for unless given. */
  readonly labels?: Int32Array;
  /** Called with the start and after every step. */
  onStep?(x: S, time: number): void;
  /** Called now and then with the part of the way that is done, in `[0, 1]`. */
  onProgress?(part: number): void;
}

/** Some samples of a model. */
export interface ModelSamples {
  /** How many, at most the model's `batchSize`. */
  readonly samples: number;
  /** The number of the first, 0 unless given. */
  readonly first?: number;
  /** Their classes; those that the experiment asks for unless given. */
  readonly labels?: Int32Array;
}

/** The law of the entries of a random probe: ±1 with equal probabilities, or standard normal. */
export type ProbeLaw = "rademacher" | "gaussian";

/** How the divergence of a velocity is computed. */
export interface DivergenceOptions {
  /**
   * `exact`: by as many vector-Jacobian products as a sample has numbers; `hutchinson`: estimated without bias from
   * one product for each random probe.
   */
  readonly divergence: "exact" | "hutchinson";
  /** How many random probes a sample has, each for an estimate of its own; 1 unless given. */
  readonly probes?: number;
  /** The law of random probes, `rademacher` unless given. */
  readonly probeLaw?: ProbeLaw;
}

/** How log-likelihoods are computed. */
export interface LogLikelihoodOptions extends DivergenceOptions {
  /** How many samples there are, at most the model's `batchSize`. */
  readonly samples: number;
  /** The number of the first of them, 0 unless given: a sample's number decides about its probes. */
  readonly first?: number;
  /** The solver, as an experiment would choose it; that of the experiment unless given. */
  readonly solver?: Choice;
  /** Numbers to draw their probes by, from 0 to 2³² − 1 each, instead of the samples' own. */
  readonly numbers?: Uint32Array;
  /** Their classes, so that the densities are those given the class; without them, those of no class. */
  readonly labels?: Int32Array;
}

/** Log-densities of samples under a model, in nats. */
export interface LogLikelihoods {
  /** One number for each sample: the mean of its estimates; not a number for one that ran out of steps. */
  readonly values: Float64Array;
  /** How far the probes alone may be off: the standard error of each mean, where there are estimates to tell it from. */
  readonly standardErrors: Float64Array | undefined;
  /** The estimates of each sample, one for every random probe, or the exact number, laid end to end. */
  readonly estimates: Float64Array;
  /** The source samples that the velocity takes to these samples, `[samples, ...shape]`. */
  readonly x0: Float64Array;
  /** How often each sample was asked about; an answer takes a network call, there and back, for every product. */
  readonly evaluations: Uint32Array;
  /** The samples that ran out of steps before `t = 0`. */
  readonly unfinished: readonly number[];
}

/** A trained model, or an oracle, as metrics see it. */
export interface Model {
  /**
   * The field for some samples, guidance included. A network answers in float32 whatever the state, an oracle in the
   * state's own precision.
   */
  fieldOf(samples: ModelSamples): Field;
  /** How its answers are rounded: a network's to float32, whatever the state, an oracle's not. */
  readonly precision: "single" | "double";
  /** The most samples that the field takes at once. */
  readonly batchSize: number;
  /**
   * Follows the field from `t = 0` to `t = 1`, with the last jump where its velocity has no limit there.
   *
   * @param x0 Source samples, laid end to end; they are not changed.
   * @param options Which samples they are, and how they are followed.
   */
  follow<S extends State>(x0: S, options: FollowModelOptions<S>): Promise<Solution<S>>;
  /**
   * Computes log-likelihoods of samples: the log-density at `t = 1` of what the velocity makes of source samples. The
   * velocity is that for the samples' classes, without guidance.
   *
   * @param x1 Samples, laid end to end; they are not changed.
   * @param options Which samples they are, and how the divergence is computed.
   * @throws {Failure} With exit code 2 if the model's density is not known, as its source is not standard normal or its
   * velocity has no limit at `t = 1`; an experiment with a metric that says `needsDensity` is refused before it runs.
   */
  logLikelihood(x1: State, options: LogLikelihoodOptions): Promise<LogLikelihoods>;
  /**
   * What a solver says of itself.
   *
   * @param choice The solver, as an experiment would choose it, options that have defaults left out.
   * @returns Its order, and what it takes.
   */
  solver(choice: Choice): Solver;
}

/** The keys of an experiment that say what the network is asked, and how much each answer counts. */
export type ObjectiveKey =
  | "source"
  | "coupling"
  | "timeSampler"
  | "path"
  | "gamma"
  | "target"
  | "loss"
  | "weighting";

/** Which pairs a model is asked about. */
export interface RegressionOptions {
  /** How many pairs. */
  readonly count: number;
  /** Which draw of pairs, 0 unless given: no pair of one draw is in another, and none was trained on. */
  readonly draw?: number;
  /**
   * The time of all of them, as the part of the way from the target's first time to its last, in `[0, 1]`; drawn as in
   * training unless given.
   */
  readonly part?: number;
}

/** A number for each pair: mean squares over the entries of an example. */
export interface PairErrors {
  /** In what the network is asked for, the mean over its heads. */
  readonly squared: Float64Array;
  /** In the velocity that the target makes of it. */
  readonly velocity: Float64Array;
  /** With the weight that training gives the time: their mean is the loss, if that is the squared error. */
  readonly weighted: Float64Array;
}

/** How far a model is off in what it was trained for. */
export interface RegressionErrors {
  /** The time of each pair. */
  readonly times: Float64Array;
  /** How far its answers are from what pairs make of the question, which no answer knows. */
  readonly errors: PairErrors;
  /** The least that each of them can be on average at its time; undefined where it is not known. */
  readonly floors: PairErrors | undefined;
}

/** The values that an extractor wants for the darkest and the lightest pixels, which are −1 and 1 in samples. */
export type ValueRange = "[-1,1]" | "[0,1]" | "[0,255]";

/** What images are described with. */
export interface FeatureOptions {
  /** An ONNX file that does it, its path relative to the experiment's; the data set's classifier unless given. */
  readonly extractor?: string | undefined;
  /** The values that the ONNX file wants for pixels, `[-1,1]` unless given. */
  readonly range?: ValueRange;
}

/** Images in numbers that tell what is in them. */
export interface Features {
  /** A row for each image, which depends on that image alone, `[n, width]`. */
  readonly features: Float32Array;
  /** How many numbers describe an image. */
  readonly width: number;
  /** Whose they are, for the protocol: what is told apart by it does not compare. */
  readonly name: string;
  /** The class that the classifier reads each image as; undefined for an extractor of one's own. */
  readonly labels?: Int32Array;
  /** The part of the test split that the classifier reads right; undefined for an extractor of one's own. */
  readonly testAccuracy?: number;
}

/** What a metric can ask for. Everything is a function of the experiment and its weights alone. */
export interface MetricContext {
  /** The shape of one sample. */
  readonly shape: Shape;
  /** The experiment's seed. */
  readonly seed: number;
  /** The data set, told apart from others. */
  readonly dataset: string;
  /** What the network was trained for, by the keys of an experiment: its errors compare where all of them are equal. */
  readonly objective: Readonly<Record<ObjectiveKey, string>>;
  /** The samples of the run, `sampling.count` of them. */
  readonly samples: MetricSamples;
  /** The experiment's own solver and grid, and the field that was trained, or the oracle's. */
  readonly model: Model;
  /**
   * Reads data that were not trained on, of the test split: those that {@linkcode data} begins with.
   *
   * @returns Up to `count` of them, as many as there are, `[n, ...shape]`.
   */
  reference(count: number): Promise<Float32Array>;
  /**
   * Reads examples of a split, in an order that is the same for every experiment; images in a random one, so that the
   * first of them are like all.
   *
   * @returns Up to `count` of them, as many as there are.
   */
  data(split: "train" | "test", count: number): Promise<MetricData>;
  /** The names of the data's classes, in the order of the labels; empty when there are none. */
  readonly classes: readonly string[];
  /** Draws source samples: those that {@linkcode draw} starts from. */
  source(count: number): Promise<Float32Array>;
  /** Draws samples. */
  draw(options: DrawOptions): Promise<MetricSamples>;
  /**
   * Describes images with the classifier that was trained for their data set, or with an extractor of one's own.
   *
   * @param x Images, laid end to end; they are not changed.
   * @param options What they are described with.
   * @throws {Failure} With exit code 2 if the classifier was not trained yet: the message says how to, with
   * `deno task classifier`. Also if these are no images, the data have no classes, or the extractor cannot be used.
   */
  features(x: Float32Array, options?: FeatureOptions): Promise<Features>;
  /**
   * Asks the model what it was trained for: about pairs of source samples and examples of the test split, without
   * augmentation, drawn and coupled as in training, in batches of the same size.
   *
   * @throws {Failure} With exit code 2 if there are no such examples.
   */
  regressionErrors(options: RegressionOptions): Promise<RegressionErrors>;
}

/** One curve of a result. */
export interface MetricCurve {
  /** What the curve is about. */
  readonly name: string;
  /** Its points. */
  readonly points: readonly (readonly [x: number, y: number])[];
}

/** A figure of a result. */
export interface MetricChart {
  /** What it shows. */
  readonly title: string;
  /** The name and unit of the horizontal axis. */
  readonly xLabel: string;
  /** The name and unit of the vertical axis. */
  readonly yLabel: string;
  /** Its curves. */
  readonly series: readonly MetricCurve[];
  /** Whether the axes are logarithmic. */
  readonly log: boolean;
  /** Whether the vertical axis is logarithmic; as {@linkcode log} unless given. */
  readonly logY?: boolean;
}

/** What a metric found. */
export interface MetricResult {
  /** The number, in the metric's unit; undefined for metrics that are a table or a curve. */
  readonly value?: number;
  /** How it was measured: all that has to be equal for two values to be comparable. */
  readonly protocol: Readonly<Record<string, number | string | boolean>>;
  /** Further numbers, by name. */
  readonly details?: Readonly<Record<string, number>>;
  /** A table's rows. */
  readonly rows?: readonly Readonly<Record<string, number | string>>[];
  /** A figure. */
  readonly chart?: MetricChart;
  /** Why the number should not be trusted: sentences that begin with what the metric does, without a full stop. */
  readonly warnings?: readonly string[];
}

/** What is known of an experiment before anything runs. */
export interface MetricSubject {
  /** The shape of one sample. */
  readonly shape: Shape;
  /** Whether the network is told classes. */
  readonly isConditional: boolean;
  /** Whether the least possible loss is known. */
  readonly hasFloor: boolean;
}

/** A number, or a curve, that says how good a model or its samples are. */
export interface Metric {
  /** Solvers that it draws with besides the experiment's, so that `check` looks at them too; usually none. */
  readonly solvers: readonly Choice[];
  /** Whether it asks for log-likelihoods, so that `check` finds out whether the model has any; not so unless given. */
  readonly needsDensity?: boolean;
  /** Whether it looks through the data set's classifier, so that a run finds out first whether there is one. */
  readonly needsClassifier?: boolean;
  /**
   * Says why it cannot measure an experiment, so that `check` refuses what would fail after the training.
   *
   * @returns The reason and what would do, or nothing if it can.
   */
  refuses?(subject: MetricSubject): string | undefined;
  /**
   * Measures.
   *
   * @throws {Failure} If the samples are not of a kind that it can measure.
   */
  evaluate(context: MetricContext): Promise<MetricResult>;
}
