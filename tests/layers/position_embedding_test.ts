import { positionEmbedding } from "../../lib/layers/position_embedding.ts";
import { assertAllClose, assertEquals } from "../support/assert.ts";

Deno.test("positionEmbedding is made of the sinusoids of the column, then of the row", () => {
  const [rows, columns, width] = [2, 3, 8];
  const out = positionEmbedding({ rows, columns, width });
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const start = (row * columns + column) * width;
      // two frequencies, 1 and 10000^(−1/2)
      const expected = [column, row].flatMap((place) => [
        Math.sin(place),
        Math.sin(place / 100),
        Math.cos(place),
        Math.cos(place / 100),
      ]);
      assertAllClose(out.subarray(start, start + width), expected, 2 ** -24);
    }
  }
});

Deno.test("positionEmbedding gives every token of a large image numbers of its own", () => {
  const [rows, columns, width] = [17, 23, 4];
  const out = positionEmbedding({ rows, columns, width });
  const tokens = Array.from(
    { length: rows * columns },
    (_, i) => `${out.subarray(i * width, (i + 1) * width)}`,
  );
  assertEquals(new Set(tokens).size, tokens.length);
});
