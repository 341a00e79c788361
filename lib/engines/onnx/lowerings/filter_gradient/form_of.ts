import type { Geometry } from "../window.ts";
import { padsOf } from "../window.ts";

/** How the gradient of a convolution with respect to its filters can be written. */
export type Form = "product" | "blockedConvolution" | "shifts" | "generalConvolution";

/**
 * The forms that apply to a convolution.
 *
 * @param geometry Where its window goes.
 * @param blockSize The channel block of the runtime's blocked layout, 0 for none.
 */
export function formsOf(geometry: Geometry, blockSize: number): readonly Form[] {
  const { strideHeight, strideWidth, dilationHeight, dilationWidth } = geometry;
  const { batchSize, inChannels, outChannels, filterHeight, filterWidth } = geometry;
  const inBlocks = (count: number) => blockSize > 0 && count % blockSize === 0;
  const isDense = strideHeight * strideWidth === 1;
  const isUndilated = dilationHeight * dilationWidth === 1;
  const isPixel = filterHeight * filterWidth === 1 && padsOf(geometry).every((count) => count === 0);
  const applies: Readonly<Record<Form, boolean>> = {
    product: isPixel && isDense && isUndilated,
    blockedConvolution: isUndilated && inBlocks(batchSize) &&
      (inBlocks(outChannels) || (isDense && inBlocks(inChannels))),
    shifts: isDense && isUndilated,
    generalConvolution: true,
  };
  return (Object.keys(applies) as Form[]).filter((form) => applies[form]);
}

/** From so many pixels on, one product for each image that lies in blocks is faster than one over the pixels of all. */
const MANY_PIXELS = 32 * 32;

/**
 * The form in which the gradient of a convolution's filters is written.
 *
 * It follows from shape and block alone, never from a clock, so that the same experiment gives the same bits at every
 * run. The rule is what was measured to be the fastest (`deno task bench filter_gradient`; GFLOP/s on
 * two cores with AVX2, blocks of 8):
 *
 * | inputs → outputs, image, batch | product | blocked convolution | shifts | general |
 * | --- | --- | --- | --- | --- |
 * | 64 → 64, 32×32, 16 | | 142 | 83 | 41 |
 * | 192 → 64, 32×32, 64 | | 140 | 98 | 42 |
 * | 384 → 128, 16×16, 64 | | 165 | 105 | 60 |
 * | 256 → 256, 8×8, 64 | | 158 | 81 | 73 |
 * | 32 → 64, 28×28, 128 | | 111 | 63 | 40 |
 * | 4 → 64, 32×32, 64 | | 45 | 18 | 33 |
 * | 64 → 3, 32×32, 64 | | 31 | 13 | 6 |
 * | 64 → 64, 32×32, 4 | | | 91 | 41 |
 * | 128 → 128, 32×32, 16, every second pixel | | 118 | | 57 |
 * | 128 → 64, 32×32, 16, one pixel | 68 | 42 | 88 | 15 |
 * | 256 → 128, 16×16, 64, one pixel | 88 | 51 | 95 | 25 |
 * | 256 → 256, 8×8, 64, one pixel | 103 | 56 | 99 | 35 |
 *
 * @param geometry Where the window goes.
 * @param blockSize The channel block of the runtime's blocked layout, 0 for none.
 */
export function formOf(geometry: Geometry, blockSize: number): Form {
  const [best] = formsOf(geometry, blockSize);
  const { inChannels, outChannels, outHeight, outWidth } = geometry;
  const liesInBlocks = blockSize > 0 && (inChannels % blockSize === 0 || outChannels % blockSize === 0);
  return best === "product" && liesInBlocks && outHeight * outWidth >= MANY_PIXELS ? "shifts" : best!;
}
