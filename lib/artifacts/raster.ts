/** A picture in memory: rows from top to bottom, pixels from left to right, channels innermost. */
export interface Raster {
  /** Pixels per row. */
  readonly width: number;
  /** Rows. */
  readonly height: number;
  /** 1 for grey, 3 for red, green and blue. */
  readonly channels: 1 | 3;
  /** `[height, width, channels]`, 0 is dark and 255 is light. */
  readonly pixels: Uint8Array;
}

/** A colour as red, green and blue, each in 0..255. */
export type Color = readonly [red: number, green: number, blue: number];

/**
 * Makes a picture of one colour.
 *
 * @param width Pixels per row, at least 1.
 * @param height Rows, at least 1.
 * @param color The colour of every pixel.
 * @returns A picture of three channels.
 */
export function createRaster(width: number, height: number, color: Color): Raster {
  const pixels = new Uint8Array(width * height * 3);
  const row = pixels.subarray(0, width * 3);
  for (let i = 0; i < row.length; i++) row[i] = color[i % 3]!;
  for (let y = 1; y < height; y++) pixels.set(row, y * row.length);
  return { width, height, channels: 3, pixels };
}

/** How far a mark lets what is below it through. */
export interface Paint {
  /** The colour of the mark. */
  readonly color: Color;
  /** 1 covers, 0 is invisible. */
  readonly opacity: number;
}

/**
 * Paints an anti-aliased disc over a picture of three channels, in place.
 *
 * A pixel is covered by `clamp(radius + ½ − distance, 0, 1)`, the distance being that of its centre, which is
 * the area of a straight edge to within a few per cent. What lies outside the picture is left out.
 *
 * @param raster The picture.
 * @param centre Column and row of the centre; the first pixel's centre is at (½, ½).
 * @param radius In pixels.
 * @param paint Colour and opacity.
 */
export function paintDisc(
  raster: Raster,
  centre: readonly [x: number, y: number],
  radius: number,
  { color, opacity }: Paint,
): void {
  const [x, y] = centre;
  const reach = radius + 0.5;
  const left = Math.max(0, Math.floor(x - reach));
  const right = Math.min(raster.width - 1, Math.ceil(x + reach));
  const top = Math.max(0, Math.floor(y - reach));
  const bottom = Math.min(raster.height - 1, Math.ceil(y + reach));
  for (let row = top; row <= bottom; row++) {
    for (let column = left; column <= right; column++) {
      const distance = Math.sqrt((column + 0.5 - x) ** 2 + (row + 0.5 - y) ** 2);
      const coverage = Math.min(1, reach - distance);
      if (coverage > 0) blend(raster, (row * raster.width + column) * 3, color, opacity * coverage);
    }
  }
}

/**
 * Paints a rectangle over a picture of three channels, in place.
 *
 * @param raster The picture; the rectangle must lie within it.
 * @param box First column, first row, width and height in whole pixels.
 * @param paint Colour and opacity.
 */
export function paintBox(
  raster: Raster,
  box: readonly [left: number, top: number, width: number, height: number],
  { color, opacity }: Paint,
): void {
  const [left, top, width, height] = box;
  for (let row = top; row < top + height; row++) {
    for (let column = left; column < left + width; column++) {
      blend(raster, (row * raster.width + column) * 3, color, opacity);
    }
  }
}

/** Lays a colour over the pixel that begins at an offset. */
function blend({ pixels }: Raster, offset: number, color: Color, opacity: number): void {
  for (let channel = 0; channel < 3; channel++) {
    const below = pixels[offset + channel]!;
    pixels[offset + channel] = Math.round(below + (color[channel]! - below) * opacity);
  }
}
