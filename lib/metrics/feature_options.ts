import { z } from "zod";
import type { Features, MetricContext, ValueRange } from "./metric.ts";
import { rounded, type Rounding } from "./rounding.ts";

/** The option of all metrics that look at images with a classifier. */
export const roundingOption: z.ZodDefault<z.ZodEnum<{ levels: "levels"; none: "none" }>> = z.enum([
  "levels",
  "none",
]).default("levels").describe(
  "levels: clip images to [-1, 1] and round them to the 256 levels of a file first; none: take them as they are",
);

/** The options of all metrics that compare features. */
export const featureOptions = {
  rounding: roundingOption,
  extractor: z.string().min(1).optional().describe(
    "an ONNX file that makes features of images [N, 3, H, W] or [N, H, W, 3], its path relative to the experiment " +
      "file; unless given, the classifier that deno task classifier trains for the data set",
  ),
  extractorRange: z.enum(["[-1,1]", "[0,1]", "[0,255]"]).default("[-1,1]")
    .describe("the values that the extractor wants for the darkest and the lightest pixels"),
};

/** What is looked at with what. */
export interface FeatureChoice {
  /** Whether images are rounded first. */
  readonly rounding: Rounding;
  /** An extractor of one's own. */
  readonly extractor?: string | undefined;
  /** The values that it wants. */
  readonly extractorRange?: ValueRange;
}

/**
 * Describes images after rounding them.
 *
 * @param context What can be asked for.
 * @param x Images, laid end to end.
 * @param choice How they are looked at.
 * @throws {Failure} If they cannot be described.
 */
export async function featuresOf(
  context: MetricContext,
  x: Float32Array,
  { rounding, extractor, extractorRange = "[-1,1]" }: FeatureChoice,
): Promise<Features> {
  return await context.features(rounded(x, rounding), {
    range: extractorRange,
    ...extractor === undefined ? {} : { extractor },
  });
}
