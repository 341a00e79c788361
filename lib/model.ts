import { isOracle, NO_CLASS, type Oracle } from "./architectures/architecture.ts";
import { askedClasses } from "./conditioning.ts";
import type { ExperimentConfig } from "./config/experiment_config.ts";
import type { Examples } from "./datasets/dataset.ts";
import { Failure } from "./failure.ts";
import type { Model, ModelSamples } from "./metrics/metric.ts";
import type { Parts } from "./parts.ts";
import { centralDifferences } from "./sampling/central_differences.ts";
import type { DifferentiableCall } from "./sampling/differentiable_call.ts";
import { differentiableField } from "./sampling/differentiable_field.ts";
import { follow } from "./sampling/follow.ts";
import { fieldEnds, generativeField, type NetworkCall } from "./sampling/generative_field.ts";
import { type Guidance, type GuidedCalls, guidedCalls } from "./sampling/guidance.ts";
import { logLikelihood } from "./sampling/log_likelihood.ts";
import { openNetwork, type TrainedNetwork } from "./sampling/network_field.ts";
import { openSlopes } from "./sampling/network_slopes.ts";
import { oracleCall } from "./sampling/oracle_call.ts";
import { noiseFor } from "./sampling/sample.ts";
import type { Field, Solver, State } from "./solvers/solver.ts";
import { sizeOf } from "./tensor/shape.ts";

/** A model that is ready to be sampled from. */
export interface OpenModel extends Model {
  /** The classes that the experiment asks for, of samples from number 0 on; undefined if the network is told none. */
  labelsOf(samples: number): Int32Array | undefined;
  /** What the network answers about some samples, in the terms of its target, without guidance. */
  answersFor(samples: ModelSamples): NetworkCall<State>;
  /** Whether the last step has to jump to the data, since the velocity has no limit at `t = 1`. */
  readonly endsInJump: boolean;
  /** The times that a solver goes between: the experiment's grid. */
  times(solver: Solver): Float64Array;
  /** Frees what was compiled. */
  dispose(): Promise<void>;
}

/** What a model is made of besides the experiment's parts. */
export interface ModelKnowledge {
  /** The network's weights; an oracle has none. */
  readonly weights: Float32Array;
  /** The data, for oracles that are made of them. */
  readonly examples: Examples;
  /** Ends whatever asks the model before its time: the next call fails, with exit code 130. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Opens a trained network, or an oracle, as a field for solvers.
 *
 * @param parts What the experiment is made of.
 * @param config The experiment.
 * @param known Its weights, its data, and who may stop it.
 */
export function openModel(
  parts: Parts,
  config: ExperimentConfig,
  { weights, examples, signal }: ModelKnowledge,
): OpenModel {
  const { sampling: { batchSize, classes, guidance }, seed } = config;
  const { network, rules, target: { heads }, shape } = parts;
  const opened = isOracle(network)
    ? oracleCalls(network, parts, examples)
    : networkCalls(parts, { network, weights, shape, heads }, { batchSize, guidance });
  const names = parts.dataset.classes.length > 0 ? parts.dataset.classes : examples.classes ?? [];
  const asked = askedClasses(classes, parts.classes, names);
  const labelsFrom = (first: number, samples: number): Int32Array =>
    Int32Array.from({ length: samples }, (_, i) => asked[(first + i) % asked.length]!);
  /** The calls for some samples, which fail once the user has asked for an end. */
  const callsFor = ({ samples, first = 0, labels }: ModelSamples): Calls => {
    const told = parts.classes > 0 ? labels ?? labelsFrom(first, samples) : new Int32Array(samples);
    return heeding(signal, opened.callsFor(told));
  };
  const endsInJump = hasJump(parts);
  const times = ({ steps = 1 }: Solver): Float64Array =>
    parts.timeGrid.times(steps, rules.path ?? rules.interpolant.path);
  return {
    labelsOf: (samples) => parts.classes > 0 ? labelsFrom(0, samples) : undefined,
    answersFor: (samples) => callsFor(samples).unguided,
    fieldOf: (samples) => generativeField(callsFor(samples).call, rules),
    precision: isOracle(network) ? "double" : "single",
    batchSize,
    endsInJump,
    times,
    solver: parts.createSolver,
    async follow(x0, { first = 0, labels, solver: choice, ...options }) {
      const solver = choice ? parts.createSolver(choice) : parts.solver;
      const { call, extraCalls } = callsFor({ samples: options.samples, first, ...labels ? { labels } : {} });
      const solution = await follow(generativeField(call, rules) as Field<typeof x0>, x0, {
        ...options,
        solver,
        endsInJump,
        times: times(solver),
        noise: noiseFor(seed, first, sizeOf(shape)),
      });
      return {
        ...solution,
        evaluations: solution.evaluations.map((calls, sample) => calls + (extraCalls?.[sample] ?? 0)),
      };
    },
    async logLikelihood(x1, { solver: choice, labels, ...options }) {
      const [fault] = densityFaults(parts, config);
      if (fault !== undefined) throw new Failure(`There is no log-likelihood: ${fault}`, 2);
      const solver = choice ? parts.createSolver(choice) : parts.solver;
      const told = labels ?? new Int32Array(options.samples).fill(NO_CLASS);
      const { slopes } = callsFor({ samples: options.samples, labels: told });
      return await logLikelihood(x1, {
        ...options,
        field: differentiableField(slopes, rules),
        solver,
        times: times(solver).toReversed(),
        seed,
      });
    },
    dispose: opened.dispose,
  };
}

/** Whether the last step has to jump to the data. */
export function hasJump({ network, rules }: Pick<Parts, "network" | "rules">): boolean {
  return isOracle(network) && network.endsInJump || !fieldEnds(rules).end;
}

/**
 * Finds out why a model has no log-likelihoods, if it has none.
 *
 * A density is known of what the velocity makes of standard normal noise. It is integrated from `t = 1` on: to begin
 * a little earlier would be no way out of a velocity without a limit there, since data may be as concentrated as the
 * noise that is left then.
 *
 * @param parts What the experiment is made of.
 * @param config What it is called in the file.
 * @returns Every reason, and what would do.
 */
export function densityFaults(
  { source, network, rules }: Pick<Parts, "source" | "network" | "rules">,
  config: ExperimentConfig,
): string[] {
  const found: string[] = [];
  if (!source.isStandardNormal) {
    found.push(
      `the density of source ${config.source.name} is not known: expected source gaussian`,
    );
  }
  if (isOracle(network) && network.endsInJump) {
    found.push(
      `the data of architecture ${config.architecture.name} are single points, which have no density: expected data ` +
        "with some spread, or a network",
    );
  } else if (!fieldEnds(rules).end) {
    const { name } = config.target;
    found.push(
      rules.path === undefined
        ? `the velocity of target ${name} on path ${config.path.name} has no limit at t = 1, where a log-likelihood ` +
          `begins: expected target velocity, or bounded times: target: { name: ${name}, largestTime: 0.999 }`
        : `the velocity on path ${
          config.sampling.path!.name
        } has no limit at t = 1 for target ${name}, where a ` +
          "log-likelihood begins: expected another sampling.path, or target velocity",
    );
  }
  return found;
}

/** What an open network or oracle answers about some samples. */
interface Calls {
  readonly call: NetworkCall<State>;
  readonly unguided: NetworkCall<State>;
  readonly slopes: DifferentiableCall;
  /** For every sample, how many calls guidance cost. */
  readonly extraCalls?: Uint32Array;
}

/** An open network or oracle. */
interface OpenCalls {
  /** Its calls for samples of these classes, which do not matter to one that is told none. */
  callsFor(labels: Int32Array): Calls;
  dispose(): Promise<void>;
}

/** The same calls, which fail once the user has asked for an end. */
function heeding(signal: AbortSignal | undefined, { call, unguided, slopes, ...others }: Calls): Calls {
  const heed = (): void => {
    if (signal?.aborted) throw new Failure("Interrupted while sampling", 130);
  };
  return {
    ...others,
    call: (...asked) => (heed(), call(...asked)),
    unguided: (...asked) => (heed(), unguided(...asked)),
    slopes: (...asked) => (heed(), slopes(...asked)),
  };
}

/** An oracle, which answers in the precision of the state. */
function oracleCalls(oracle: Oracle, { rules }: Parts, examples: Examples): OpenCalls {
  const call = oracleCall<State>(oracle, rules, examples);
  const calls = { call, unguided: call, slopes: centralDifferences(call as NetworkCall<Float64Array>) };
  return { callsFor: () => calls, dispose: () => Promise.resolve() };
}

/** A network for states of any precision: it is asked in float32, and its answer takes the state's. */
function networkCalls(
  { engine }: Parts,
  trained: TrainedNetwork,
  { batchSize, guidance }: { readonly batchSize: number; readonly guidance: Guidance },
): OpenCalls {
  const open = openNetwork(engine, trained, batchSize);
  const openedSlopes = openSlopes(engine, trained, batchSize);
  const takesClass = trained.network.takesClass === true;
  return {
    callsFor(labels) {
      const guided: GuidedCalls = takesClass
        ? guidedCalls(open.call, labels, guidance)
        : { call: (x, t) => open.call(x, t), extraCalls: new Uint32Array(labels.length) };
      const toldOf = (rows: Uint32Array | undefined): Int32Array | undefined => {
        if (!takesClass) return undefined;
        return rows ? Int32Array.from(rows, (row) => labels[row]!) : labels;
      };
      return {
        extraCalls: guided.extraCalls,
        call: inStatePrecision(guided.call),
        unguided: inStatePrecision((x, t, rows) => open.call(x, t, toldOf(rows))),
        slopes: (x, t, probe, rows) => openedSlopes.call(x, t, probe, toldOf(rows)),
      };
    },
    async dispose() {
      await open.dispose();
      await openedSlopes.dispose();
    },
  };
}

/** A network that is asked in float32, and whose answers take the state's precision. */
function inStatePrecision(call: NetworkCall<Float32Array>): NetworkCall<State> {
  return async (x, t, rows) => {
    if (x instanceof Float32Array) return await call(x, t, rows);
    return (await call(Float32Array.from(x), t, rows)).map((output) => Float64Array.from(output));
  };
}
