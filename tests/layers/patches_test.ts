import { fromPatches, toPatches } from "../../lib/layers/patches.ts";
import { assertEquals } from "../support/assert.ts";
import { normals } from "../support/draws.ts";
import { tensor } from "../support/tensors.ts";
import { assertSameAsLoops } from "./forward.ts";

const [BATCH, ROWS, COLUMNS, SIDE, CHANNELS] = [2, 2, 3, 2, 2];
const [HEIGHT, WIDTH] = [ROWS * SIDE, COLUMNS * SIDE];
const SIZE = SIDE * SIDE * CHANNELS;

/** Where a pixel's channel lies in `[B, H, W, C]`. */
function inImage(example: number, y: number, x: number, channel: number): number {
  return ((example * HEIGHT + y) * WIDTH + x) * CHANNELS + channel;
}

Deno.test("toPatches goes through patches by row and column, and within one by channel, row and column", () => {
  assertSameAsLoops(
    { parameters: [], apply: (_params, x) => toPatches(x, SIDE) },
    [BATCH, HEIGHT, WIDTH, CHANNELS],
    (x) => {
      const out: number[] = [];
      for (let b = 0; b < BATCH; b++) {
        for (let token = 0; token < ROWS * COLUMNS; token++) {
          const [top, left] = [SIDE * Math.floor(token / COLUMNS), SIDE * (token % COLUMNS)];
          for (let at = 0; at < SIZE; at++) {
            const [channel, pixel] = [Math.floor(at / SIDE ** 2), at % SIDE ** 2];
            out.push(x[inImage(b, top + Math.floor(pixel / SIDE), left + pixel % SIDE, channel)]!);
          }
        }
      }
      return Float64Array.from(out);
    },
    // Numbers are moved, and rounded once.
    4 * 2 ** -24,
  );
});

Deno.test("fromPatches goes through patches by row and column, and within one by row, column and channel", () => {
  const tokens = [BATCH, ROWS * COLUMNS, SIZE];
  assertSameAsLoops(
    { parameters: [], apply: (_params, x) => fromPatches(x, { rows: ROWS, columns: COLUMNS, side: SIDE }) },
    tokens,
    (x) => {
      const out = new Float64Array(x.length);
      x.forEach((value, i) => {
        const [token, at] = [Math.floor(i / SIZE), i % SIZE];
        const [pixel, channel] = [Math.floor(at / CHANNELS), at % CHANNELS];
        const [example, place] = [Math.floor(token / (ROWS * COLUMNS)), token % (ROWS * COLUMNS)];
        const y = SIDE * Math.floor(place / COLUMNS) + Math.floor(pixel / SIDE);
        const column = SIDE * (place % COLUMNS) + pixel % SIDE;
        out[inImage(example, y, column, channel)] = value;
      });
      return out;
    },
    4 * 2 ** -24,
  );
  const image = fromPatches(tensor(normals(BATCH * ROWS * COLUMNS * SIZE, "x"), tokens), {
    rows: ROWS,
    columns: COLUMNS,
    side: SIDE,
  });
  assertEquals(image.shape, [BATCH, HEIGHT, WIDTH, CHANNELS]);
});

Deno.test("patches of one channel make the image that they were cut from", () => {
  const image = tensor(normals(2 * 4 * 6, "image"), [2, 4, 6, 1]);
  const back = fromPatches(toPatches(image, 2), { rows: 2, columns: 3, side: 2 });
  assertEquals(back.dataSync(), image.dataSync());
});
