import { type Extent, extentOf, roundNumbers } from "./extent.ts";
import { type Color, createRaster, type Paint, paintBox, paintDisc, type Raster } from "./raster.ts";

/** How a picture of points is drawn. */
export interface ScatterOptions {
  /** Points of the data set, `[m, 2]`, drawn faintly below the samples for comparison. */
  readonly reference?: Float32Array;
  /** The window; without it the one that shows the reference, or the samples if there is none. */
  readonly extent?: Extent;
  /** The side of the square picture in pixels, 512 unless given. */
  readonly size?: number;
}

const BACKGROUND: Color = [255, 255, 255];
const GRID: Color = [238, 241, 245];
const FRAME: Color = [203, 210, 219];
const DATA: Color = [148, 158, 173];
const SAMPLES: Color = [37, 99, 235];

/** Pixels between the frame and the picture's border. */
const BORDER = 8;

/**
 * Draws samples of the plane as dots over the faint points of the data set.
 *
 * Dots are translucent, so that a crowd of them reads as density, and the more there are the smaller they are.
 * The grid lines are at round numbers; the vertical axis points up.
 *
 * @param samples `[n, 2]`; points outside the window and points that are not finite are left out.
 * @param options Reference points, window and size.
 * @returns A square picture of three channels.
 * @throws {RangeError} If a set of points has an odd length.
 */
export function scatter(samples: Float32Array, options: ScatterOptions = {}): Raster {
  const { reference = new Float32Array(0) } = options;
  const extent = options.extent ?? extentOf(reference.length > 0 ? reference : samples);
  return scatterer({ ...options, extent })(samples);
}

/**
 * Draws many pictures of samples over the same points of the data set, as {@linkcode scatter} does one by one.
 *
 * @param options Window, reference points and size.
 * @returns What draws a picture of samples.
 */
export function scatterer(
  { extent, reference = new Float32Array(0), size = 512 }: ScatterOptions & { readonly extent: Extent },
): (samples: Float32Array) => Raster {
  const ground = createRaster(size, size, BACKGROUND);
  const inner = size - 2 * BORDER;
  const unit = inner / (2 * extent.halfSide);
  const left = extent.centre[0] - extent.halfSide;
  const top = extent.centre[1] + extent.halfSide;
  const place = (x: number, y: number): [number, number] => [
    BORDER + (x - left) * unit,
    BORDER + (top - y) * unit,
  ];
  for (const x of roundNumbers(left, left + 2 * extent.halfSide)) {
    paintBox(ground, [gridLine(place(x, top)[0], size), BORDER, 1, inner], { color: GRID, opacity: 1 });
  }
  for (const y of roundNumbers(top - 2 * extent.halfSide, top)) {
    paintBox(ground, [BORDER, gridLine(place(left, y)[1], size), inner, 1], { color: GRID, opacity: 1 });
  }
  paintDots(ground, reference, place, { color: DATA, opacity: 0.45 });
  return (samples) => {
    const raster = { ...ground, pixels: ground.pixels.slice() };
    paintDots(raster, samples, place, { color: SAMPLES, opacity: 0.7 });
    for (const edge of [BORDER, size - BORDER - 1]) {
      paintBox(raster, [edge, BORDER, 1, inner], { color: FRAME, opacity: 1 });
      paintBox(raster, [BORDER, edge, inner, 1], { color: FRAME, opacity: 1 });
    }
    return raster;
  };
}

/** The row or column of pixels that a grid line fills, kept within the frame. */
function gridLine(position: number, size: number): number {
  return Math.min(size - BORDER - 1, Math.max(BORDER, Math.floor(position)));
}

/** Paints every point whose centre lies within the frame. */
function paintDots(
  raster: Raster,
  points: Float32Array,
  place: (x: number, y: number) => [number, number],
  { color, opacity }: Paint,
): void {
  // 500 dots are 6 pixels wide in a picture of 512, 8000 are 3 pixels wide and half as opaque.
  const crowding = (Math.max(500, points.length / 2) / 500) ** -0.25;
  const radius = Math.max(0.9, 3 * crowding) * raster.width / 512;
  const paint = { color, opacity: opacity * crowding };
  for (let i = 0; i < points.length; i += 2) {
    const centre = place(points[i]!, points[i + 1]!);
    if (centre.every((position) => position >= BORDER && position <= raster.width - BORDER)) {
      paintDisc(raster, centre, radius, paint);
    }
  }
}
