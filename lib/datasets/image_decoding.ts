/** What every image of a set is made into. */
export interface ImageLayout {
  /** Rows of pixels. */
  readonly height: number;
  /** Pixels in a row. */
  readonly width: number;
  /** 1 for grey, 3 for red, green and blue. */
  readonly channels: 1 | 3;
  /** What becomes of an image of other proportions: its edges are cut off, it is distorted, or it gets margins. */
  readonly fit: "crop" | "stretch" | "pad";
}

/** What sharp calls them. */
const FITS = { crop: "cover", stretch: "fill", pad: "contain" } as const;

/**
 * Decodes an image and brings it to a size.
 *
 * It is turned upright if it says how, only the first frame of an animation counts, and what is transparent becomes
 * black, as margins are.
 *
 * @param file The image, in any format that sharp knows.
 * @param layout What to make of it.
 * @returns The pixels, `[height, width, channels]`, from 0 to 255.
 * @throws {Error} If it cannot be decoded, in sharp's words.
 */
export async function decodeImage(
  file: Uint8Array,
  { height, width, channels, fit }: ImageLayout,
): Promise<Uint8Array> {
  const { default: sharp } = await import("sharp");
  const image = sharp(file, { failOn: "error" })
    .autoOrient()
    .flatten({ background: "black" })
    .resize({ width, height, fit: FITS[fit], position: "centre", background: "black" });
  const coloured = channels === 1 ? image.greyscale().toColourspace("b-w") : image.toColourspace("srgb");
  const { data, info } = await coloured.raw({ depth: "uchar" }).toBuffer({ resolveWithObject: true });
  const found = `${info.width} × ${info.height} pixels of ${info.channels} channels`;
  const expected = `${width} × ${height} pixels of ${channels} channels`;
  if (found !== expected) throw new Error(`expected ${expected} after decoding, found ${found}`);
  return data;
}
