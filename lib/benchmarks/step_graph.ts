import { blockSize } from "../engines/onnx/block_size.ts";
import { costOf } from "../engines/onnx/cost.ts";
import type { Graph } from "../engines/onnx/graph.ts";
import { trace } from "../engines/onnx/trace.ts";
import { parameterCount } from "../tensor/parameters.ts";
import { type StepParts, trainStep } from "../training/step.ts";

/** What a training step takes, as its graph implies. */
export interface StepCost {
  /** Numbers that are trained. */
  readonly parameters: number;
  /** 10⁹ floating-point operations of products: two for every multiplication and addition. */
  readonly gflop: number;
  /** Megabytes, of 2²⁰ bytes, that go in and out of its operations. */
  readonly moved_mb: number;
}

/**
 * The graph of a training step on this machine.
 *
 * @param parts What the step is made of.
 */
export async function stepGraph(parts: StepParts): Promise<Graph> {
  const { step, signature } = trainStep(parts);
  return trace(step, signature, await blockSize());
}

/**
 * What a training step takes, counted without running it.
 *
 * @param parts What the step is made of.
 */
export async function stepCost(parts: StepParts): Promise<StepCost> {
  const { operations, bytes } = costOf(await stepGraph(parts));
  return {
    parameters: parameterCount(parts.network.parameters),
    gflop: operations / 1e9,
    moved_mb: bytes / 2 ** 20,
  };
}
