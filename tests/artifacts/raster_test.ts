import { createRaster, paintBox, paintDisc } from "../../lib/artifacts/raster.ts";
import { assertClose, assertEquals } from "../support/assert.ts";

/** The red channel of a picture that is white where nothing was painted black, as covered area. */
function coveredArea(pixels: Uint8Array): number {
  let area = 0;
  for (let i = 0; i < pixels.length; i += 3) area += 1 - pixels[i]! / 255;
  return area;
}

Deno.test("a disc covers π·r² pixels wherever its centre is", () => {
  for (const radius of [2, 5, 11.5]) {
    for (const centre of [[20, 20], [20.5, 20.5], [19.73, 21.21]] as const) {
      const raster = createRaster(40, 40, [255, 255, 255]);
      paintDisc(raster, centre, radius, { color: [0, 0, 0], opacity: 1 });
      // An edge that fades over one pixel adds π/12. Each of the 2πr pixels on the edge is off by up to 1/8,
      // one way or the other.
      const tolerance = Math.sqrt(2 * Math.PI * radius) / 8;
      assertClose(coveredArea(raster.pixels), Math.PI * (radius ** 2 + 1 / 12), tolerance);
    }
  }
});

Deno.test("a disc over the border is cut off and does not wrap around", () => {
  const raster = createRaster(10, 10, [255, 255, 255]);
  paintDisc(raster, [0, 5], 2, { color: [0, 0, 0], opacity: 1 });
  for (let row = 0; row < 10; row++) assertEquals(raster.pixels[(row * 10 + 9) * 3], 255);
  assertEquals(raster.pixels[5 * 10 * 3], 0);
});

Deno.test("paint mixes with what is below it by its opacity", () => {
  const raster = createRaster(3, 1, [200, 100, 0]);
  paintBox(raster, [1, 0, 1, 1], { color: [100, 200, 255], opacity: 0.25 });
  // 200 − 25, 100 + 25 and 63.75 rounded.
  assertEquals([...raster.pixels], [200, 100, 0, 175, 125, 64, 200, 100, 0]);
});
