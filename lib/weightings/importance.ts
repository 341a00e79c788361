import { z } from "zod";

/** The option that all weightings share. */
export const importance: z.ZodDefault<z.ZodBoolean> = z.boolean().default(false).describe(
  "divide by the density of the training times, so that the loss is that of uniform times",
);
