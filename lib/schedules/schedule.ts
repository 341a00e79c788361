/** How the learning rate changes over a run: a function of the step alone, so a resumed run has the same rates. */
export interface Schedule {
  /**
   * What the optimizer's learning rate is multiplied by in a step.
   *
   * @param step The step, from 1 to `steps`.
   * @param steps All steps of the run.
   * @returns The factor, in `[0, 1]`.
   */
  factor(step: number, steps: number): number;
}
