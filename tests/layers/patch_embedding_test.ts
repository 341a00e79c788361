import { patchEmbedding } from "../../lib/layers/patch_embedding.ts";
import { named } from "../../lib/tensor/parameters.ts";
import { sizeOf } from "../../lib/tensor/shape.ts";
import * as tf from "../../lib/tensor/tf.ts";
import { assertAllClose, assertEquals } from "../support/assert.ts";
import { normals } from "../support/draws.ts";
import { tensor } from "../support/tensors.ts";
import { assertSameAsLoops } from "./forward.ts";

const [BATCH, HEIGHT, WIDTH, CHANNELS, SIDE, OUT] = [2, 4, 6, 3, 2, 5];
const layer = patchEmbedding("proj", { channels: CHANNELS, side: SIDE, width: OUT });

Deno.test("patchEmbedding is a linear function of every patch, and has its gradients", () => {
  const tokens = HEIGHT / SIDE * (WIDTH / SIDE);
  assertSameAsLoops(
    layer,
    [BATCH, HEIGHT, WIDTH, CHANNELS],
    (x, weight, bias) =>
      Float64Array.from({ length: BATCH * tokens * OUT }, (_, at) => {
        const [row, output] = [Math.floor(at / OUT), at % OUT];
        const [example, token] = [Math.floor(row / tokens), row % tokens];
        const [top, left] = [SIDE * Math.floor(token / (WIDTH / SIDE)), SIDE * (token % (WIDTH / SIDE))];
        let sum = bias![output]!;
        for (let c = 0; c < CHANNELS; c++) {
          for (let i = 0; i < SIDE; i++) {
            for (let j = 0; j < SIDE; j++) {
              const pixel = x[((example * HEIGHT + top + i) * WIDTH + left + j) * CHANNELS + c]!;
              sum += pixel * weight![((output * CHANNELS + c) * SIDE + i) * SIDE + j]!;
            }
          }
        }
        return sum;
      }),
    // Sums of a dozen products of order 10, rounded to 2⁻²⁴.
    12 * 10 * 2 ** -24,
  );
});

Deno.test("patchEmbedding is the convolution whose windows lie side by side", () => {
  const [weight, bias] = layer.parameters.map(({ name, shape }) =>
    tensor(normals(sizeOf(shape), name), shape)
  );
  const x = tensor(normals(BATCH * HEIGHT * WIDTH * CHANNELS, "x"), [BATCH, HEIGHT, WIDTH, CHANNELS]);
  const filters = tf.transpose(weight!, [2, 3, 1, 0]) as tf.Tensor4D;
  const expected = tf.add(tf.conv2d(x as tf.Tensor4D, filters, SIDE, "valid"), bias!);
  const found = layer.apply(named(layer.parameters, [weight!, bias!]), x);
  assertEquals(found.shape, [BATCH, 6, OUT]);
  // The same sums in another order.
  assertAllClose(found.dataSync(), expected.dataSync(), 12 * 10 * 2 ** -24);
});
