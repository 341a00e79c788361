import { isOracle } from "./architectures/architecture.ts";
import type { ExperimentConfig } from "./config/experiment_config.ts";
import type { Examples } from "./datasets/dataset.ts";
import type { Model } from "./metrics/metric.ts";
import type { Parts } from "./parts.ts";
import { follow } from "./sampling/follow.ts";
import { fieldEnds, generativeField, type NetworkCall } from "./sampling/generative_field.ts";
import { openNetwork } from "./sampling/network_field.ts";
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

/**
 * Opens a trained network, or an oracle, as a field for solvers.
 *
 * @param parts What the experiment is made of.
 * @param config The experiment.
 * @param weights The network's weights; an oracle has none.
 * @param examples The data, for oracles that are made of them.
 */
export function openModel(
  parts: Parts,
  { sampling: { batchSize }, seed }: ExperimentConfig,
  { weights, examples }: { readonly weights: Float32Array; readonly examples: Examples },
): OpenModel {
  const { network, rules, target: { heads }, shape } = parts;
  const opened = isOracle(network)
    ? { call: oracleCall<State>(network, rules, examples), dispose: () => Promise.resolve() }
    : inSinglePrecision(openNetwork(parts.engine, { network, weights, shape, heads }, batchSize));
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
    dispose: opened.dispose,
  };
}

/** Whether the last step has to jump to the data. */
export function hasJump({ network, rules }: Pick<Parts, "network" | "rules">): boolean {
  return isOracle(network) && network.endsInJump || !fieldEnds(rules).end;
}

/** A network for states of any precision: it is asked in float32, and its answer takes the state's. */
function inSinglePrecision(
  { call, dispose }: ReturnType<typeof openNetwork>,
): { call: NetworkCall<State>; dispose(): Promise<void> } {
  return {
    async call(x, t) {
      if (x instanceof Float32Array) return await call(x, t);
      return (await call(Float32Array.from(x), t)).map((output) => Float64Array.from(output));
    },
    dispose,
  };
}
