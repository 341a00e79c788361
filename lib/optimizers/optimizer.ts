import type { Tensor } from "../tensor/types.ts";

/** Flat float32 vectors that an optimizer carries from step to step, by name; each as long as the parameters. */
export type OptimizerState = Readonly<Record<string, Tensor>>;

/** The result of one update. */
export interface Update {
  /** The new parameters, `[N]`. */
  readonly params: Tensor;
  /** The new state. */
  readonly state: OptimizerState;
}

/** A pure update rule on the flat parameter vector. */
export interface Optimizer {
  /**
   * Whether what an entry becomes depends on that entry of the gradient, the parameters and the state alone: the vectors
   * of a large network are then updated some entries after the other, which is faster. Not so unless it says so.
   */
  readonly isEntrywise?: boolean;
  /** The names of the vectors it carries; all start at zero. */
  readonly slots: readonly string[];
  /**
   * The numbers that change from step to step, such as bias corrections. They are computed in double
   * precision outside the compiled step and enter it as inputs.
   *
   * @param step The update's number, from 1.
   * @param factor What the learning rate is multiplied by in this step, in `[0, 1]`.
   */
  coefficients(step: number, factor: number): readonly number[];
  /**
   * One update.
   *
   * @param params Parameters, `[N]`.
   * @param gradient The loss's gradient, `[N]`.
   * @param state The carried vectors.
   * @param coefficients What {@linkcode Optimizer.coefficients} returned, each a single number.
   */
  update(params: Tensor, gradient: Tensor, state: OptimizerState, coefficients: readonly Tensor[]): Update;
}
