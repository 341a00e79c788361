import { sizeOf } from "../tensor/shape.ts";

/** Height, width and channels of an image. */
export type ImageSize = readonly [height: number, width: number, channels: number];

/**
 * Resizes an image by bilinear interpolation, as PyTorch's `interpolate` with `align_corners=False` and without
 * antialiasing: the centre of pixel `i` of `n` is at `(i + ½)/n` of the side, and edges are continued.
 *
 * @param image The image, `[H, W, C]`.
 * @param from Its size.
 * @param to The height and width wanted.
 * @returns The image, `[height, width, C]`; one of the same size has the same numbers.
 */
export function resize(
  image: Float32Array,
  from: ImageSize,
  [height, width]: readonly [height: number, width: number],
): Float32Array {
  const [fromHeight, fromWidth, channels] = from;
  const rows = places(fromHeight, height);
  const columns = places(fromWidth, width);
  const out = new Float32Array(sizeOf([height, width, channels]));
  let e = 0;
  for (const { before: top, after: bottom, share: down } of rows) {
    for (const { before: left, after: right, share: across } of columns) {
      for (let c = 0; c < channels; c++) {
        const at = (y: number, x: number): number => image[(y * fromWidth + x) * channels + c]!;
        const above = at(top, left) + across * (at(top, right) - at(top, left));
        const below = at(bottom, left) + across * (at(bottom, right) - at(bottom, left));
        out[e++] = above + down * (below - above);
      }
    }
  }
  return out;
}

/** The two old pixels that each new one lies between, and how far it is on the way from the one to the other. */
function places(from: number, to: number) {
  return Array.from({ length: to }, (_, i) => {
    const centre = Math.max(0, (i + 0.5) * from / to - 0.5);
    const before = Math.min(Math.floor(centre), from - 1);
    return { before, after: Math.min(before + 1, from - 1), share: centre - before };
  });
}
