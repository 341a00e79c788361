import type { Noise, SolveOptions, State } from "./solver.ts";

/**
 * The noise of a solver that cannot do without, and that goes forward in time only.
 *
 * @param name The solver's name, for the messages.
 * @param options The options that it was called with.
 * @throws {RangeError} If there is no noise, or the times decrease.
 */
export function noiseForward<S extends State>(name: string, { noise, times }: SolveOptions<S>): Noise {
  if (!noise) throw new RangeError(`${name} adds noise: expected SolveOptions.noise, found none`);
  if (times[times.length - 1]! < times[0]!) {
    throw new RangeError(
      `${name} goes from noise to data: expected increasing times, found ${times[0]} before ` +
        `${times[times.length - 1]}`,
    );
  }
  return noise;
}
