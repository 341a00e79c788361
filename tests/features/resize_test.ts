import { resize } from "../../lib/features/resize.ts";
import { assertAllClose, assertEquals } from "../support/assert.ts";
import { normals32 } from "../support/draws.ts";

Deno.test("an image of the same size has the same numbers", () => {
  const image = normals32(4 * 5 * 3, "image");
  assertEquals(resize(image, [4, 5, 3], [4, 5]), image);
});

Deno.test("two pixels become four: the centres of the new ones lie a quarter beside the old ones", () => {
  assertEquals([...resize(Float32Array.of(0, 4), [1, 2, 1], [1, 4])], [0, 1, 3, 4]);
  assertEquals([...resize(Float32Array.of(0, 4), [2, 1, 1], [4, 1])], [0, 1, 3, 4]);
});

Deno.test("half as many pixels are the means of pairs", () => {
  const image = Float32Array.of(1, 3, 5, 9, 2, 4, 6, 10);
  assertEquals([...resize(image, [2, 4, 1], [1, 2])], [2.5, 7.5]);
});

Deno.test("a plane stays one between the centres of the outermost pixels", () => {
  const plane = (y: number, x: number, c: number): number => 3 * y - 2 * x + c;
  const [from, to] = [[4, 6], [7, 9]] as const;
  const image = Float32Array.from({ length: 4 * 6 * 2 }, (_, e) => {
    const [y, x, c] = [Math.floor(e / 12), Math.floor(e / 2) % 6, e % 2];
    return plane((y + 0.5) / from[0], (x + 0.5) / from[1], c);
  });
  const out = resize(image, [4, 6, 2], to);
  const clamped = (i: number, n: number, of: number): number =>
    Math.min(1 - 0.5 / of, Math.max(0.5 / of, (i + 0.5) / n));
  const expected = Float32Array.from(out, (_, e) => {
    const [y, x, c] = [Math.floor(e / 18), Math.floor(e / 2) % 9, e % 2];
    return plane(clamped(y, to[0], from[0]), clamped(x, to[1], from[1]), c);
  });
  // Numbers up to 4, rounded to float32 twice.
  assertAllClose(out, expected, 1e-6);
});
