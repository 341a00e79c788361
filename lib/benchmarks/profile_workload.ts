import { catalogs } from "../catalogs.ts";
import { build } from "../component.ts";
import { blockSize } from "../engines/onnx/block_size.ts";
import { profile } from "../engines/onnx/profile.ts";
import { trace } from "../engines/onnx/trace.ts";
import { networkFunction } from "../sampling/network_field.ts";
import { initialState } from "../training/initial_state.ts";
import { renewal } from "../training/moving_average.ts";
import { stepGraph } from "./step_graph.ts";
import { trainingOf } from "./training_of.ts";
import type { Workload } from "./workload.ts";

/** What is profiled of a workload. */
export const PROFILED = ["step", "forward"] as const;

/** How a workload is profiled. */
export interface ProfileWorkloadOptions {
  /** Examples per step, the workload's own number unless given. */
  readonly batchSize?: number | undefined;
  /** The folder for the runtime's files, with a slash at its end: their names begin as {@linkcode PROFILED} says. */
  readonly folder: string;
}

/** Runs besides the first. */
const REPETITIONS = 3;

/**
 * Has the runtime write down where the time of a training step goes, and of a forward pass.
 *
 * @param workload The workload.
 * @param options The batch size, and where the files go.
 */
export async function profileWorkload(
  workload: Workload,
  { batchSize = workload.batchSize, folder }: ProfileWorkloadOptions,
): Promise<void> {
  const engine = build(catalogs.engines, { name: "onnx", threads: 0 });
  const training = trainingOf({ ...workload, batchSize }, engine);
  const { network, optimizer, shape } = training;
  const threads = Number((await engine.describe())["threads"]);
  const options = (what: (typeof PROFILED)[number]) => ({
    threads,
    repetitions: REPETITIONS,
    filePrefix: `${folder}${what}`,
  });
  const vectors = initialState(network, optimizer, 0);
  const { inputs } = training.batch(1);
  const coefficients = Float32Array.of(renewal(1, training), ...optimizer.coefficients(1, 1));
  await profile(await stepGraph(training), { ...vectors, ...inputs, coefficients }, options("step"));

  const { fn, signature } = networkFunction({ network, weights: vectors["params"]!, shape, heads: 1 });
  const forward = trace(fn, signature(batchSize), await blockSize());
  await profile(forward, { x: inputs["xt"]!, t: inputs["t"]! }, options("forward"));
}
