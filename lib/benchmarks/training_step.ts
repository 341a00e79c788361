import { catalogs } from "../catalogs.ts";
import { build } from "../component.ts";
import { silent } from "../logger.ts";
import { openNetwork } from "../sampling/network_field.ts";
import { sizeOf } from "../tensor/shape.ts";
import { initialState } from "../training/initial_state.ts";
import { train, type Training } from "../training/train.ts";
import { roofOf } from "./roof.ts";
import { stepCost } from "./step_graph.ts";
import { median, rounded, times } from "./timing.ts";
import { trainingOf } from "./training_of.ts";
import type { Workload } from "./workload.ts";

/** What was measured of a training step, all times medians. */
export interface Measurement {
  /** Examples per step. */
  readonly batch: number;
  /** Numbers that are trained. */
  readonly parameters: number;
  /** One whole training step: drawing noise and times, interpolation, forward, backward, Adam, average. */
  readonly step_ms: number;
  /** One evaluation of the trained velocity field. */
  readonly forward_ms: number;
  /** Tracing the training step and opening its session. */
  readonly session_ms: number;
  /** The most memory that the process had, once everything ran, in units of 2²⁰ bytes. */
  readonly peak_rss_mb: number;
  /** 10⁹ floating-point operations of a step's products, as its graph implies. */
  readonly gflop: number;
  /** What goes in and out of a step's operations, as its graph implies, in units of 2²⁰ bytes. */
  readonly moved_mb: number;
  /** `gflop` a second of `step_ms`. */
  readonly gflops: number;
  /** The most that the engine was seen to do on this machine: see {@linkcode roofOf}. */
  readonly roof_gflops: number;
  /** `gflops` as a part of that. */
  readonly roof_share: number;
  /** Threads of the engine. */
  readonly threads: number;
}

/** Fewer steps than this have no median worth the name. */
const FEWEST_STEPS = 3;

/** How a workload is to be measured. */
export interface MeasureOptions {
  /** Examples per step, the workload's own number unless given; with more of them fewer steps are measured. */
  readonly batchSize?: number | undefined;
  /** Tells the most memory that the process has had so far, in bytes. */
  peakMemory(): number;
}

/**
 * Measures a training step in this process; run each in a process of its own for its peak memory.
 *
 * @param workload The workload.
 * @param options The batch size, and who knows the peak memory.
 */
export async function measureTraining(
  workload: Workload,
  { batchSize: asked, peakMemory }: MeasureOptions,
): Promise<Measurement> {
  const batchSize = asked ?? workload.batchSize;
  const steps = Math.max(
    FEWEST_STEPS,
    Math.round(workload.steps * Math.min(1, workload.batchSize / batchSize)),
  );
  const engine = build(catalogs.engines, { name: "onnx", threads: 0 });
  const training = trainingOf({ ...workload, batchSize, steps }, engine);

  const { stepTimes, sessionTime, weights } = await timedTraining(training);
  const forwardTime = await timeOfForward(training, weights, Math.max(5, steps >> 1));
  const peak = peakMemory();

  const { gflop, moved_mb, parameters } = await stepCost(training);
  const roof = await roofOf(engine);
  const stepTime = median(stepTimes);
  const rate = gflop / stepTime * 1000;
  const { threads } = await engine.describe();
  return {
    batch: batchSize,
    parameters,
    step_ms: rounded(stepTime),
    forward_ms: rounded(forwardTime),
    session_ms: rounded(sessionTime),
    peak_rss_mb: Math.round(peak / 2 ** 20),
    gflop: rounded(gflop),
    moved_mb: rounded(moved_mb),
    gflops: rounded(rate),
    roof_gflops: rounded(roof),
    roof_share: rounded(rate / roof),
    threads: Number(threads),
  };
}

/** How long a training run took. */
interface TimedTraining {
  /** The time of every step; where several are done at once, their mean. */
  readonly stepTimes: readonly number[];
  /** The time before the first step. */
  readonly sessionTime: number;
  /** The moving average of the weights at its end. */
  readonly weights: Float32Array;
}

/** Trains as any experiment does, and looks at the clock whenever progress is reported. */
async function timedTraining(training: Training): Promise<TimedTraining> {
  const vectors = initialState(training.network, training.optimizer, 0);
  const reports: { done: number; at: number }[] = [];
  const begin = performance.now();
  const end = await train(training, { step: 0, vectors }, {
    logger: { ...silent, progress: ({ done }) => void reports.push({ done, at: performance.now() }) },
    onLoss() {},
    onCheckpoint: () => Promise.resolve(),
  });
  const stepTimes = reports.slice(1).flatMap(({ done, at }, i) => {
    const { done: before, at: since } = reports[i]!;
    return done > before ? Array<number>(done - before).fill((at - since) / (done - before)) : [];
  });
  return { stepTimes, sessionTime: reports[0]!.at - begin, weights: end.vectors["ema"]! };
}

/** The median time of an evaluation of the trained network. */
async function timeOfForward(
  { network, engine, shape, batchSize }: Training,
  weights: Float32Array,
  repetitions: number,
): Promise<number> {
  const { call, dispose } = openNetwork(engine, { network, weights, shape, heads: 1 }, batchSize);
  const t = new Float64Array(batchSize).fill(0.5);
  const x = new Float32Array(batchSize * sizeOf(shape));
  const found = await times(repetitions, () => call(x, t));
  await dispose();
  return median(found);
}
