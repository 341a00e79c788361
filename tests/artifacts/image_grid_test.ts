import { imageGrid } from "../../lib/artifacts/image_grid.ts";
import type { Raster } from "../../lib/artifacts/raster.ts";
import { assertEquals, assertFails } from "../support/assert.ts";

/** The channels of one pixel. */
function pixel(raster: Raster, column: number, row: number): number[] {
  const offset = (row * raster.width + column) * raster.channels;
  return [...raster.pixels.subarray(offset, offset + raster.channels)];
}

Deno.test("a 2×2 image without gap and scale is its clamped bytes", () => {
  const grid = imageGrid(Float32Array.of(-1, 0, 0.5, 1), [2, 2, 1], 1, { gap: 0, scale: 1 });
  assertEquals({ ...grid, pixels: [...grid.pixels] }, {
    width: 2,
    height: 2,
    channels: 1,
    // round((x + 1)·127.5): 0, 127.5 up, 191.25 down, 255.
    pixels: [0, 128, 191, 255],
  });
});

Deno.test("values outside [-1, 1] are clamped and what is not a number is black", () => {
  const values = Float32Array.of(-7, 1.001, Infinity, -Infinity, NaN);
  const grid = imageGrid(values, [1, 5, 1], 1, { gap: 0, scale: 1 });
  assertEquals([...grid.pixels], [0, 255, 255, 0, 0]);
});

Deno.test("scaling repeats every pixel as a block", () => {
  const grid = imageGrid(Float32Array.of(-1, 1), [1, 2, 1], 1, { gap: 0, scale: 2 });
  assertEquals([grid.width, grid.height], [4, 2]);
  assertEquals([...grid.pixels], [0, 0, 255, 255, 0, 0, 255, 255]);
});

Deno.test("five images stand in rows of three with light gaps around them", () => {
  const dark = new Float32Array(5).fill(-1);
  const grid = imageGrid(dark, [1, 1, 1], 5, { scale: 1, gap: 1 });
  assertEquals([grid.width, grid.height], [7, 5]);
  const images = ["1,1", "3,1", "5,1", "1,3", "3,3"];
  for (let row = 0; row < grid.height; row++) {
    for (let column = 0; column < grid.width; column++) {
      const expected = images.includes(`${column},${row}`) ? 0 : 255;
      assertEquals(pixel(grid, column, row), [expected], `at ${column},${row}`);
    }
  }
});

Deno.test("colour images keep their channels and their places", () => {
  const red = [1, -1, -1], green = [-1, 1, -1], blue = [-1, -1, 1];
  const grid = imageGrid(Float32Array.from([red, green, blue].flat()), [1, 1, 3], 3, {
    columns: 2,
    scale: 3,
    gap: 2,
  });
  assertEquals([grid.width, grid.height, grid.channels], [12, 12, 3]);
  assertEquals(pixel(grid, 2, 2), [255, 0, 0]);
  assertEquals(pixel(grid, 4, 4), [255, 0, 0]);
  assertEquals(pixel(grid, 7, 2), [0, 255, 0]);
  assertEquals(pixel(grid, 2, 7), [0, 0, 255]);
  assertEquals(pixel(grid, 7, 7), [255, 255, 255]);
});

Deno.test("small images are enlarged to at least 80 pixels unless told otherwise", () => {
  for (const [side, shown] of [[28, 84], [32, 96], [64, 128], [100, 100]] as const) {
    const grid = imageGrid(new Float32Array(side * side), [side, side, 1], 1, { gap: 0 });
    assertEquals([grid.width, grid.height], [shown, shown]);
  }
});

Deno.test("a grid of more images than there are, or of a wrong shape, is refused", async () => {
  await assertFails(() => imageGrid(new Float32Array(11), [2, 2, 1], 3), "3 images [2,2,1] of 11 values");
  await assertFails(() => imageGrid(new Float32Array(8), [2, 2, 2], 1), "got [2,2,2]");
  await assertFails(() => imageGrid(new Float32Array(8), [2, 2], 1), "got [2,2]");
  await assertFails(() => imageGrid(new Float32Array(8), [2, 2, 1], 0), "0 images");
});
