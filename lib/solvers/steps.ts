import { z } from "zod";

/**
 * The option `steps` of a solver that takes equal steps.
 *
 * @param usual Its default.
 * @returns The field: an integer from 1 to 100000.
 */
export function stepsField(usual: number): z.ZodDefault<z.ZodInt> {
  return z.int().min(1).max(100000).default(usual).describe("how many equal steps");
}
