/** Steps aim at this part of the tolerance, so that most are accepted. */
const SAFETY = 0.9;
/** A step is at least this part of the one before. */
const SMALLEST = 0.2;
/** A step is at most this many times the one before. */
const LARGEST = 10;
/** An error below this is remembered as this, since a step almost without error says little about a trend. */
const LEAST_ERROR = 1e-4;
/** How much the step's own error counts. */
const PROPORTION = 0.85;
/** How much the error of the step before counts. */
const DAMPING = 0.2;

/** Chooses the next step from the errors of the last ones, in units of the tolerance. */
export interface Controller {
  /**
   * After a step that was accepted.
   *
   * @param error The step's error, at most 1.
   * @param previous The error of the accepted step before; 1 if there was none.
   * @returns How many times as long the next step is.
   */
  accepted(error: number, previous: number): number;
  /**
   * After a step that was not.
   *
   * @param error The step's error, above 1, or not a number.
   * @returns How many times as long the next attempt is, below 1.
   */
  rejected(error: number): number;
}

/**
 * A proportional-integral controller: `h ← h·clip(0.9·e^(−0.85/q)·e₋^(0.2/q), 0.2, 10)`.
 *
 * The error before, `e₋`, damps the oscillation of steps that the tolerance alone, `e^(−1/q)`, would cause.
 * After a rejection there is no trend to follow, and the tolerance alone decides.
 *
 * @param q The power of the step with which the error grows: one more than the order of the error estimate.
 * @returns The controller.
 * @see Hairer and Wanner, "Solving Ordinary Differential Equations II", 1996, section IV.2, from Gustafsson,
 * "Control theoretic techniques for stepsize selection in explicit Runge-Kutta methods", 1991
 */
export function proportionalIntegral(q: number): Controller {
  return {
    accepted(error, previous) {
      const damping = Math.max(previous, LEAST_ERROR) ** (DAMPING / q);
      return Math.min(LARGEST, Math.max(SMALLEST, SAFETY * error ** (-PROPORTION / q) * damping));
    },
    rejected(error) {
      // An error that is no number tells nothing but that the step was too long.
      return error < Infinity ? Math.max(SMALLEST, SAFETY * error ** (-1 / q)) : SMALLEST;
    },
  };
}
