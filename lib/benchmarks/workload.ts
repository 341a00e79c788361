import type { Choice } from "../component.ts";

/** A training step to measure: a network, what it is trained on, and how often to repeat it. */
export interface Workload {
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
