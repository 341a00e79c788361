import type { Parameter } from "../tensor/parameters.ts";

/**
 * Draws a parameter from the normal distribution with mean 0.
 *
 * @param deviation The standard deviation.
 * @returns A parameter's `initialize`.
 */
export function normalInit(deviation: number): Parameter["initialize"] {
  return (out, draws) => {
    for (let i = 0; i < out.length; i++) out[i] = deviation * draws.normal();
  };
}
