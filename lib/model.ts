import { isOracle, type Oracle } from "./architectures/architecture.ts";
import type { ExperimentConfig } from "./config/experiment_config.ts";
import type { Examples } from "./datasets/dataset.ts";
import { Failure } from "./failure.ts";
import type { Model } from "./metrics/metric.ts";
import type { Parts } from "./parts.ts";
import { centralDifferences } from "./sampling/central_differences.ts";
import type { DifferentiableCall } from "./sampling/differentiable_call.ts";
import { differentiableField } from "./sampling/differentiable_field.ts";
import { follow } from "./sampling/follow.ts";
import { fieldEnds, generativeField, type NetworkCall } from "./sampling/generative_field.ts";
import { logLikelihood } from "./sampling/log_likelihood.ts";
import { openNetwork, type TrainedNetwork } from "./sampling/network_field.ts";
import { openSlopes } from "./sampling/network_slopes.ts";
import { oracleCall } from "./sampling/oracle_call.ts";
import { noiseFor } from "./sampling/sample.ts";
import type { Field, Solver, State } from "./solvers/solver.ts";
import { sizeOf } from "./tensor/shape.ts";

/** A model that is ready to be sampled from. */
export interface OpenModel extends Model {
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
  const { sampling: { batchSize }, seed } = config;
  const { network, rules, target: { heads }, shape } = parts;
  const opened = heeding(
    signal,
    isOracle(network)
      ? oracleCalls(network, parts, examples)
      : networkCalls(parts, { network, weights, shape, heads }, batchSize),
  );
  const field = generativeField(opened.call, rules);
  const endsInJump = hasJump(parts);
  const times = ({ steps = 1 }: Solver): Float64Array =>
    parts.timeGrid.times(steps, rules.path ?? rules.interpolant.path);
  return {
    field,
    precision: isOracle(network) ? "double" : "single",
    batchSize,
    endsInJump,
    times,
    solver: parts.createSolver,
    async follow(x0, { samples, first = 0, solver: choice, onStep }) {
      const solver = choice ? parts.createSolver(choice) : parts.solver;
      return await follow(field as Field<typeof x0>, x0, {
        solver,
        endsInJump,
        times: times(solver),
        samples,
        noise: noiseFor(seed, first, sizeOf(shape)),
        ...onStep ? { onStep } : {},
      });
    },
    async logLikelihood(x1, { solver: choice, ...options }) {
      const [fault] = densityFaults(parts, config);
      if (fault !== undefined) throw new Failure(`There is no log-likelihood: ${fault}`, 2);
      const solver = choice ? parts.createSolver(choice) : parts.solver;
      return await logLikelihood(x1, {
        ...options,
        field: differentiableField(opened.slopes, rules),
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

/** What an open network or oracle answers. */
interface Calls {
  readonly call: NetworkCall<State>;
  readonly slopes: DifferentiableCall;
  dispose(): Promise<void>;
}

/** The same calls, which fail once the user has asked for an end. */
function heeding(signal: AbortSignal | undefined, { call, slopes, dispose }: Calls): Calls {
  const heed = (): void => {
    if (signal?.aborted) throw new Failure("Interrupted while sampling", 130);
  };
  return {
    call: (x, t) => (heed(), call(x, t)),
    slopes: (...asked) => (heed(), slopes(...asked)),
    dispose,
  };
}

/** An oracle, which answers in the precision of the state. */
function oracleCalls(oracle: Oracle, { rules }: Parts, examples: Examples): Calls {
  const call = oracleCall<State>(oracle, rules, examples);
  return {
    call,
    slopes: centralDifferences(call as NetworkCall<Float64Array>),
    dispose: () => Promise.resolve(),
  };
}

/** A network for states of any precision: it is asked in float32, and its answer takes the state's. */
function networkCalls({ engine }: Parts, trained: TrainedNetwork, batchSize: number): Calls {
  const { call, dispose } = openNetwork(engine, trained, batchSize);
  const slopes = openSlopes(engine, trained, batchSize);
  return {
    async call(x, t) {
      if (x instanceof Float32Array) return await call(x, t);
      return (await call(Float32Array.from(x), t)).map((output) => Float64Array.from(output));
    },
    slopes: slopes.call,
    async dispose() {
      await dispose();
      await slopes.dispose();
    },
  };
}
