import { z } from "zod";

/** The options that bound the times of a target, wherever it would be singular outside. */
export const timeBounds = {
  smallestTime: z.number().min(0).max(0.5).default(0)
    .describe("training times and network calls are at this time or later"),
  largestTime: z.number().min(0.5).max(1).default(1)
    .describe("training times and network calls are at this time or earlier"),
};
