import type { Network } from "../architectures/architecture.ts";
import { catalogs } from "../catalogs.ts";
import { resolveExperiment } from "../config/resolve.ts";
import { silent } from "../logger.ts";
import { openModel } from "../model.ts";
import { createParts } from "../parts.ts";
import { sample } from "../sampling/sample.ts";
import { parameterCount } from "../tensor/parameters.ts";
import { sizeOf } from "../tensor/shape.ts";
import { initialState } from "../training/initial_state.ts";
import { fixedExamples } from "./fixed_examples.ts";
import { rounded, time } from "./timing.ts";

/** The experiments whose sampling is measured. */
export const sampledExperiments = {
  sampling_mnist: `
dataset: mnist
architecture:
  name: unet
  channels: 32
  channelMultipliers: [1, 2, 2]
  residualBlocks: 1
  attentionResolutions: [7]
  headChannels: 32
  scaleShift: true
  timeScale: 1000
conditioning: { class: true }
sampling: { solver: { name: rk4, steps: 10 }, count: 64, batchSize: 64 }
`,
  sampling_cifar: `
dataset: cifar10
architecture: { name: plainUnet, channels: 64 }
sampling: { solver: { name: rk4, steps: 25 }, count: 64, batchSize: 64 }
`,
} as const;

/**
 * Measures how long an experiment's samples take, with fresh weights: the whole way from noise to samples, once.
 *
 * @param text The experiment.
 * @returns Milliseconds: `session_ms` until the network has answered for the first time, `sampling_ms` for all
 * samples, `call_ms` for a network call of them.
 */
export async function measureSampling(text: string): Promise<Readonly<Record<string, number>>> {
  const experiment = resolveExperiment(text, { catalogs, file: "benchmark" });
  const { config } = experiment;
  const parts = createParts(experiment);
  const { shape, optimizer } = parts;
  const network = parts.network as Network;
  const { count, batchSize } = config.sampling;
  const weights = initialState(network, optimizer, config.seed)["params"]!;
  const examples = fixedExamples(1, shape);

  const model = openModel(parts, config, { weights, examples });
  const x = new Float32Array(count * sizeOf(shape));
  const session = await time(() => model.fieldOf({ samples: count }).velocity(x, new Float64Array(count)));
  let calls = 0;
  const whole = await time(async () => {
    const { evaluations } = await sample({
      follow: (x0, options) => model.follow(x0, options),
      drawSource: (out, draws) => draws.fillNormal(out),
      seed: config.seed,
      shape,
      count,
      batchSize,
      trajectories: 0,
      logger: silent,
    });
    calls = evaluations[0]!;
  });
  await model.dispose();
  return {
    parameters: parameterCount(network.parameters),
    samples: count,
    calls,
    session_ms: rounded(session),
    sampling_ms: rounded(whole),
    call_ms: rounded(whole / calls),
  };
}
