import { modulate } from "../../lib/layers/modulate.ts";
import { modulation } from "../../lib/layers/modulation.ts";
import * as tf from "../../lib/tensor/tf.ts";
import { assertEquals } from "../support/assert.ts";
import { normals } from "../support/draws.ts";
import { tensor } from "../support/tensors.ts";
import { assertSameAsLoops } from "./forward.ts";

const [BATCH, TOKENS, WIDTH] = [2, 3, 4];

Deno.test("modulate scales and shifts all tokens of an example alike, and has its gradients", () => {
  // A token of the input's own is taken as the shift, and another as the scale, so that both have gradients.
  assertSameAsLoops(
    {
      parameters: [],
      apply(_params, x) {
        const [shift, scale] = tf.split(x, TOKENS, 1);
        return modulate(x, shift!, scale!);
      },
    },
    [BATCH, TOKENS, WIDTH],
    (x) =>
      x.map((value, at) => {
        const start = at - at % (TOKENS * WIDTH) + at % WIDTH;
        return value * (1 + x[start + WIDTH]!) + x[start]!;
      }),
    // Sums of a few products of order 10, rounded to 2⁻²⁴.
    4 * 10 * 2 ** -24,
  );
});

Deno.test("modulation cuts a linear function of the embedding into rows, and has its gradients", () => {
  const layer = modulation("ada.1", { width: WIDTH, rows: 3 });
  assertSameAsLoops(
    { parameters: layer.parameters, apply: (params, x) => tf.concat([...layer.apply(params, x)], 1) },
    [BATCH, WIDTH],
    (x, weight, bias) =>
      Float64Array.from({ length: BATCH * 3 * WIDTH }, (_, at) => {
        const [example, output] = [Math.floor(at / (3 * WIDTH)), at % (3 * WIDTH)];
        let sum = bias![output]!;
        for (let i = 0; i < WIDTH; i++) sum += x[example * WIDTH + i]! * weight![output * WIDTH + i]!;
        return sum;
      }),
    // Sums of a dozen products of order 10, rounded to 2⁻²⁴.
    12 * 10 * 2 ** -24,
  );
});

Deno.test("modulation starts from 0", () => {
  const { parameters, apply } = modulation("ada.1", { width: WIDTH, rows: 2 });
  const params = new Map(parameters.map(({ name, shape, initialize }) => {
    const out = new Float32Array(shape.reduce((a, b) => a * b)).fill(NaN);
    initialize(out, undefined as never);
    return [name, tensor(out, shape)];
  }));
  const rows = apply(params, tensor(normals(BATCH * WIDTH, "embedding"), [BATCH, WIDTH]));
  assertEquals(rows.map(({ shape }) => shape), [[BATCH, 1, WIDTH], [BATCH, 1, WIDTH]]);
  for (const row of rows) assertEquals(row.dataSync(), new Float32Array(BATCH * WIDTH));
});
