import { extentOf } from "../../lib/artifacts/extent.ts";
import type { Raster } from "../../lib/artifacts/raster.ts";
import { scatter } from "../../lib/artifacts/scatter.ts";
import { assertEquals, assertTrue } from "../support/assert.ts";

const window = { centre: [0, 0], halfSide: 1 } as const;
const nothing = new Float32Array(0);

/** The colour at a place of the plane, for a window of `[-1, 1]²` and a picture of 216: 200 within the frame. */
function colorAt({ pixels, width }: Raster, x: number, y: number): number[] {
  const column = Math.floor(8 + (x + 1) * 100);
  const row = Math.floor(8 + (1 - y) * 100);
  const offset = (row * width + column) * 3;
  return [...pixels.subarray(offset, offset + 3)];
}

/** How much bluer than red a colour is: 0 for white and grey. */
function blueness([red, , blue]: number[]): number {
  return blue! - red!;
}

Deno.test("a sample is a blue dot at its place, with the vertical axis pointing up", () => {
  const picture = scatter(Float32Array.of(0.33, 0.73), { extent: window, size: 216 });
  assertEquals([picture.width, picture.height, picture.channels], [216, 216, 3]);
  assertTrue(blueness(colorAt(picture, 0.33, 0.73)) > 100);
  assertEquals(colorAt(picture, 0.33, -0.73), [255, 255, 255]);
  assertEquals(colorAt(picture, -0.33, 0.73), [255, 255, 255]);
});

Deno.test("reference points are grey and fainter than samples, which lie above them", () => {
  const reference = Float32Array.of(-0.3, 0.3, 0.3, 0.3);
  const picture = scatter(Float32Array.of(0.3, 0.3), { reference, extent: window, size: 216 });
  const data = colorAt(picture, -0.3, 0.3);
  const sample = colorAt(picture, 0.3, 0.3);
  assertTrue(Math.max(...data) < 255 && Math.abs(blueness(data)) < 30, `${data} is not a grey`);
  assertTrue(blueness(sample) > 100 && sample[0]! < data[0]!);
});

Deno.test("points outside the window and points that are not finite leave no mark", () => {
  const stray = Float32Array.of(5, 0, 0, -5, NaN, 0, Infinity, -Infinity);
  assertEquals(
    scatter(stray, { extent: window, size: 216 }).pixels,
    scatter(nothing, { extent: window, size: 216 }).pixels,
  );
});

Deno.test("dots in one place are darker than a single one", () => {
  const one = scatter(Float32Array.of(0.3, 0.3), { extent: window, size: 216 });
  const many = scatter(Float32Array.of(0.3, 0.3, 0.3, 0.3, 0.3, 0.3), { extent: window, size: 216 });
  assertTrue(colorAt(many, 0.3, 0.3)[0]! < colorAt(one, 0.3, 0.3)[0]!);
});

Deno.test("axes come from the reference, so that frames with different samples share them", () => {
  const reference = Float32Array.of(-1, -1, 1, 1);
  const extent = extentOf(reference);
  for (const samples of [nothing, Float32Array.of(0, 0), Float32Array.of(-9, 9)]) {
    assertEquals(scatter(samples, { reference }).pixels, scatter(samples, { reference, extent }).pixels);
  }
});

Deno.test("the picture has a light background, grid lines at round numbers and a frame", () => {
  const empty = scatter(nothing, { extent: window, size: 216 });
  assertEquals(colorAt(empty, 0.1, 0.1), [255, 255, 255]);
  const line = colorAt(empty, 0.5, 0.1);
  assertTrue(line[0]! < 255 && line[0]! > 220, `the grid line at 0.5 is ${line}`);
  const frame = [...empty.pixels.subarray((8 * 216 + 100) * 3, (8 * 216 + 100) * 3 + 3)];
  assertTrue(frame[0]! < line[0]!, "the frame is darker than the grid");
});
