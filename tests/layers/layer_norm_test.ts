import { layerNorm } from "../../lib/layers/layer_norm.ts";
import { assertAllClose } from "../support/assert.ts";
import { normals } from "../support/draws.ts";
import { tensor } from "../support/tensors.ts";
import { assertSameAsLoops } from "./forward.ts";

const [BATCH, TOKENS, WIDTH] = [2, 3, 6];

/** Every row of `width` numbers, centred and divided by its deviation. */
function normalized(x: Float64Array, width: number): Float64Array {
  return x.map((value, at) => {
    const start = at - at % width;
    const row = x.subarray(start, start + width);
    const mean = row.reduce((sum, v) => sum + v, 0) / width;
    const variance = row.reduce((sum, v) => sum + (v - mean) ** 2, 0) / width;
    return (value - mean) / Math.sqrt(variance + 1e-6);
  });
}

Deno.test("layerNorm has its formula's output and gradients", () => {
  assertSameAsLoops(
    { parameters: [], apply: (_params, x) => layerNorm(x) },
    [BATCH, TOKENS, WIDTH],
    (x) => normalized(x, WIDTH),
    // Sums of six numbers of order 10, rounded to 2⁻²⁴ a few times.
    6 * 10 * 2 ** -24,
  );
});

Deno.test("layerNorm keeps its digits where the mean is much larger than the deviations, and makes 0 of no deviation", () => {
  // Steps of 1/64 around 1024 are exact in float32; that of the mean is rounded to 2⁻¹⁴ or less.
  const row = Float64Array.from(normals(WIDTH, "row"), (z) => 1024 + Math.round(64 * z) / 64);
  const values = layerNorm(tensor(row, [1, 1, WIDTH])).dataSync();
  assertAllClose(values, normalized(row, WIDTH), 4 * 2 ** -14);
  assertAllClose(layerNorm(tensor([3, 3, 3, 3], [1, 1, 4])).dataSync(), [0, 0, 0, 0], 0);
});
