import type { Network } from "../architectures/architecture.ts";
import { catalogs } from "../catalogs.ts";
import { build } from "../component.ts";
import type { Engine } from "../engines/engine.ts";
import { none } from "../gammas/none.ts";
import { interpolant } from "../paths/interpolant.ts";
import { linear } from "../paths/linear.ts";
import type { Stream } from "../random/stream.ts";
import { velocity } from "../targets/velocity.ts";
import { batches } from "../training/batch.ts";
import type { Training } from "../training/train.ts";
import { uniform } from "../weightings/uniform.ts";
import { fixedExamples } from "./fixed_examples.ts";
import type { Workload } from "./workload.ts";

/**
 * A workload as something to be trained: flow matching on straight paths by Adam, with a moving average of the weights.
 *
 * @param workload The workload.
 * @param engine What runs it.
 */
export function trainingOf(
  { architecture, shape, batchSize, learningRate, steps }: Workload,
  engine: Engine,
): Training {
  const network = build(catalogs.architectures, architecture).build({ shape }) as Network;
  const adam = { name: "adam", learningRate, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };
  const layout = { network, target: velocity.create({ smallestTime: 0, largestTime: 1 }), shape, batchSize };
  return {
    ...layout,
    engine,
    steps,
    loss: build(catalogs.losses, { name: "meanSquare" }),
    optimizer: build(catalogs.optimizers, adam),
    schedule: build(catalogs.schedules, { name: "constant" }),
    batch: batches({
      ...layout,
      seed: 0,
      drawSource: (out: Float32Array, draws: Stream) => draws.fillNormal(out),
      coupling: build(catalogs.couplings, { name: "independent" }),
      timeSampler: build(catalogs.timeSamplers, { name: "uniform" }),
      interpolant: interpolant(linear.create({}), none.create({})),
      weighting: uniform.create({ importance: false }),
      examples: fixedExamples(batchSize, shape),
      dropouts: network.dropouts,
    }),
    accumulate: 1,
    emaDecay: 0.999,
    emaWarmUp: true,
    logEverySteps: steps,
    checkpointEverySteps: steps,
  };
}
