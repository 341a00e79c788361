import { z } from "zod";
import type { Stream } from "../random/stream.ts";

/** What may happen to an image that is read for training. */
export interface Augmentation {
  /** Whether it is mirrored, left to right, with probability ½. */
  readonly flip: boolean;
  /** How far it may be moved, in pixels, up or down and to either side. */
  readonly crop: number;
}

/** How one image is changed. */
export interface Placement {
  /** Whether it is mirrored. */
  readonly mirrored: boolean;
  /** How far below the image's first row the window begins, in pixels; negative above. */
  readonly top: number;
  /** How far to the right of the image's first column the window begins, in pixels; negative to the left. */
  readonly left: number;
}

/** The options that all sets of images share. */
export const augmentation: {
  readonly flip: z.ZodDefault<z.ZodBoolean>;
  readonly crop: z.ZodDefault<z.ZodInt>;
} = {
  flip: z.boolean().default(false)
    .describe("whether training images are mirrored, left to right, with probability ½"),
  crop: z.int().min(0).max(64).default(0)
    .describe(
      "by how many pixels training images are continued on each side, by reflection, before a random window of " +
        "their size is cut out",
    ),
};

/** An image as it is. */
export const UNCHANGED: Placement = { mirrored: false, top: 0, left: 0 };

/**
 * Draws what happens to one image: a mirror first, then the window's row and column, each of `2·crop + 1` equally
 * likely. What is switched off draws nothing.
 *
 * @param draws The image's stream.
 */
export function drawPlacement({ flip, crop }: Augmentation, draws: Stream): Placement {
  const mirrored = flip && draws.integer(2) === 1;
  if (crop === 0) return { ...UNCHANGED, mirrored };
  const top = draws.integer(2 * crop + 1) - crop;
  return { mirrored, top, left: draws.integer(2 * crop + 1) - crop };
}

/**
 * Refuses to move images so far that a reflection of them does not fill the window.
 *
 * @throws {RangeError} If `crop` is not less than height and width.
 */
export function checkCrop(crop: number, [height, width]: readonly [number, number, number]): void {
  const side = Math.min(height, width);
  if (crop > 0 && crop >= side) {
    throw new RangeError(
      `Cannot crop images of ${height}×${width} pixels: expected crop to be below ${side}, found ${crop}`,
    );
  }
}
