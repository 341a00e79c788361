import type { Network } from "./architectures/architecture.ts";
import { catalogs } from "./catalogs.ts";
import { build, type Choice } from "./component.ts";
import type { Examples } from "./datasets/dataset.ts";
import { none } from "./gammas/none.ts";
import { interpolant } from "./paths/interpolant.ts";
import { linear } from "./paths/linear.ts";
import { Stream } from "./random/stream.ts";
import { openNetwork } from "./sampling/network_field.ts";
import { velocity } from "./targets/velocity.ts";
import { sizeOf } from "./tensor/shape.ts";
import type { Shape } from "./tensor/types.ts";
import { batches } from "./training/batch.ts";
import { initialState } from "./training/initial_state.ts";
import { trainStep } from "./training/step.ts";
import { renewal } from "./training/moving_average.ts";
import { uniform } from "./weightings/uniform.ts";

/** Something to measure: a network, what it is trained on, and how often to repeat it. */
export interface Workload {
  /** What it is, in one line. */
  readonly summary: string;
  /** The network. */
  readonly architecture: Choice;
  /** The shape of one example. */
  readonly shape: readonly number[];
  /** Examples per step. */
  readonly batchSize: number;
  /** Adam's step size. */
  readonly learningRate: number;
  /** Training steps to measure. */
  readonly steps: number;
}

/** What can be measured, by name. Shapes, sizes and optimizer are those of the demos and the toy experiment. */
export const workloads: Readonly<Record<string, Workload>> = {
  toy: {
    summary: "MLP 3-64-64-64-2 with SELU, batch 256, as moons_mlp.yaml",
    architecture: { name: "mlp", width: 64, hiddenLayers: 3, activation: "selu" },
    shape: [2],
    batchSize: 256,
    learningRate: 1e-3,
    steps: 2000,
  },
  seed_cnn: {
    summary: "the first demo's CNN, batch 128 of 28×28×1, as mnist_cnn.yaml",
    architecture: { name: "plainCnn", channels: [32, 64, 32] },
    shape: [28, 28, 1],
    batchSize: 128,
    learningRate: 1e-3,
    steps: 30,
  },
  seed_unet: {
    summary: "the second demo's U-Net, batch 64 of 32×32×3, as cifar_unet.yaml",
    architecture: { name: "plainUnet", channels: 64 },
    shape: [32, 32, 3],
    batchSize: 64,
    learningRate: 1e-4,
    steps: 9,
  },
  unet_small: {
    summary: "guided diffusion's U-Net at 64 channels, batch 16 of 32×32×3",
    architecture: {
      name: "unet",
      channels: 64,
      channelMultipliers: [1, 2, 2],
      residualBlocks: 2,
      attentionResolutions: [16],
      headChannels: 64,
    },
    shape: [32, 32, 3],
    batchSize: 16,
    learningRate: 2e-4,
    steps: 7,
  },
  unet_adm: {
    summary: "torchcfm's U-Net of 35.7 million parameters, batch 16 of 32×32×3, as cifar_unet_adm.yaml",
    architecture: {
      name: "unet",
      channels: 128,
      channelMultipliers: [1, 2, 2, 2],
      residualBlocks: 2,
      attentionResolutions: [16],
      headChannels: 64,
      dropout: 0.1,
    },
    shape: [32, 32, 3],
    batchSize: 16,
    learningRate: 2e-4,
    steps: 5,
  },
};

/** What was measured, all times medians. */
export interface Measurement {
  /** The workload's name. */
  readonly workload: string;
  /** Examples per step. */
  readonly batch: number;
  /** One whole training step: drawing noise and times, interpolation, forward, backward, Adam, average. */
  readonly step_ms: number;
  /** One evaluation of the trained velocity field. */
  readonly forward_ms: number;
  /** Tracing the training step and opening its session. */
  readonly session_ms: number;
  /** The most memory that the process had, once everything ran. */
  readonly peak_rss_mb: number;
  /** Threads of the engine. */
  readonly threads: number;
}

/** As many examples as a data set has, so that shuffling is rare; they repeat those of one batch. */
const EXAMPLES = 50_000;

/** Examples that are in memory already: the benchmark is not about reading data. */
function fixedExamples(count: number, shape: Shape): Examples {
  const size = sizeOf(shape);
  const data = new Float32Array(count * size);
  new Stream({ seed: 0, purpose: "bench/data" }).fillNormal(data);
  return {
    size: EXAMPLES,
    fingerprint: "",
    read(index, out) {
      const first = index % count * size;
      for (let i = 0; i < size; i++) out[i] = data[first + i]!;
    },
    label: () => 0,
  };
}

function median(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[times.length >> 1]!;
}

/** Does something repeatedly, and returns the median time in milliseconds. */
async function time(repetitions: number, work: (i: number) => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let i = 1; i <= repetitions; i++) {
    const before = performance.now();
    await work(i);
    times.push(performance.now() - before);
  }
  return median(times);
}

/**
 * Measures a workload in this process; run each in a process of its own for its peak memory.
 *
 * @param name One of {@linkcode workloads}.
 * @param peakMemory Tells the most memory that the process has had so far, in bytes.
 * @param asked Examples per step, the workload's own number unless given.
 * @returns The medians.
 */
export async function benchmark(
  name: string,
  peakMemory: () => number,
  asked?: number,
): Promise<Measurement> {
  const { architecture, shape, learningRate, steps, batchSize: usual } = workloads[name]!;
  const batchSize = asked ?? usual;
  const engine = build(catalogs.engines, { name: "onnx", threads: 0 });
  const { threads } = await engine.describe();
  const parts = {
    shape,
    batchSize,
    seed: 0,
    network: build(catalogs.architectures, architecture).build({ shape }) as Network,
    optimizer: build(catalogs.optimizers, {
      name: "adam",
      learningRate,
      beta1: 0.9,
      beta2: 0.999,
      epsilon: 1e-8,
    }),
    loss: build(catalogs.losses, { name: "meanSquare" }),
    drawSource: (out: Float32Array, draws: Stream) => draws.fillNormal(out),
    coupling: build(catalogs.couplings, { name: "independent" }),
    timeSampler: build(catalogs.timeSamplers, { name: "uniform" }),
    interpolant: interpolant(linear.create({}), none.create({})),
    target: velocity.create({ smallestTime: 0, largestTime: 1 }),
    weighting: uniform.create({ importance: false }),
    examples: fixedExamples(batchSize, shape),
  };

  const before = performance.now();
  const { step, signature } = trainStep(parts);
  const program = await engine.compile(step, signature);
  const sessionTime = performance.now() - before;

  const batch = batches({ ...parts, dropouts: parts.network.dropouts });
  let vectors = initialState(parts.network, parts.optimizer, 0);
  const stepTime = await time(steps, async (i) => {
    const coefficients = Float32Array.of(
      renewal(i, { emaDecay: 0.999, emaWarmUp: true, batchSize }),
      ...parts.optimizer.coefficients(i, 1),
    );
    const { loss: _loss, errors: _errors, ...next } = await program.run({
      ...vectors,
      ...batch(i).inputs,
      coefficients,
    });
    vectors = next;
  });
  await program.dispose();

  const trained = { network: parts.network, weights: vectors["ema"]!, shape, heads: 1 };
  const { call, dispose } = openNetwork(engine, trained, batchSize);
  const times = new Float64Array(batchSize).fill(0.5);
  const x = new Float32Array(batchSize * sizeOf(shape));
  const forwardTime = await time(Math.max(5, steps >> 1), async () => await call(x, times));
  await dispose();

  const round = (value: number) => Math.round(value * 1000) / 1000;
  return {
    workload: name,
    batch: batchSize,
    step_ms: round(stepTime),
    forward_ms: round(forwardTime),
    session_ms: round(sessionTime),
    peak_rss_mb: Math.round(peakMemory() / 2 ** 20),
    threads: Number(threads),
  };
}
