import { Corruption } from "./corruption.ts";
import { reason } from "./reason.ts";

/**
 * Decodes a PNG in which every row is one flattened RGB image.
 *
 * @param file The file's name, for messages.
 * @param png The file.
 * @param out Receives the rows one after another; its length must be that of `rows` images.
 * @param rows How many images there are: the height of the PNG.
 * @throws {Corruption} If it is not a whole PNG of `out.length/(3·rows)` by `rows` RGB pixels of 8 bits.
 */
export async function readPngRows(
  file: string,
  png: Uint8Array,
  out: Uint8Array,
  rows: number,
): Promise<void> {
  const { default: sharp } = await import("sharp");
  const expected = `a PNG of ${out.length / (3 * rows)} × ${rows} pixels, 3 channels of uchar`;
  const image = sharp(png, { failOn: "truncated" });
  const { format, width, height, channels, depth } = await image.metadata().catch((error: unknown) => {
    throw new Corruption(file, expected, `what cannot be read (${reason(error)})`);
  });
  const found = `a ${format.toUpperCase()} of ${width} × ${height} pixels, ${channels} channels of ${depth}`;
  if (found !== expected) throw new Corruption(file, expected, found);
  out.set(
    await image.raw().toBuffer().catch((error: unknown) => {
      throw new Corruption(file, "a whole PNG", `one that cannot be decoded (${reason(error)})`);
    }),
  );
}
