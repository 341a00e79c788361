import { conv2d } from "../../lib/layers/conv2d.ts";
import { named } from "../../lib/tensor/parameters.ts";
import { sizeOf } from "../../lib/tensor/shape.ts";
import { assertEquals } from "../support/assert.ts";
import { tensor } from "../support/tensors.ts";
import { assertSameAsLoops, type Loops } from "./forward.ts";

const [BATCH, HEIGHT, WIDTH, INPUTS, OUTPUTS] = [2, 4, 5, 2, 3];

/** The sum over the window of every output pixel, as it is written in a textbook; outside the image is 0. */
function loops(kernel: number, stride = 1): Loops {
  const reach = (kernel - 1) / 2;
  const [height, width] = [Math.ceil(HEIGHT / stride), Math.ceil(WIDTH / stride)];
  return (x, weight, bias) => {
    const out = new Float64Array(BATCH * height * width * OUTPUTS);
    for (let at = 0; at < out.length; at++) {
      const [pixel, output] = [Math.floor(at / OUTPUTS), at % OUTPUTS];
      const [line, column] = [Math.floor(pixel / width), pixel % width];
      const [image, row] = [Math.floor(line / height), line % height];
      out[at] = bias![output]!;
      for (let dy = -reach; dy <= reach; dy++) {
        for (let dx = -reach; dx <= reach; dx++) {
          const [y, z] = [stride * row + dy, stride * column + dx];
          if (y < 0 || y >= HEIGHT || z < 0 || z >= WIDTH) continue;
          for (let input = 0; input < INPUTS; input++) {
            const tap = ((output * INPUTS + input) * kernel + dy + reach) * kernel + dx + reach;
            out[at]! += x[((image * HEIGHT + y) * WIDTH + z) * INPUTS + input]! * weight![tap]!;
          }
        }
      }
    }
    return out;
  };
}

for (const kernel of [1, 3, 5]) {
  Deno.test(`conv2d of ${kernel}×${kernel} keeps the image's size, with nothing outside, and has its gradients`, () => {
    const layer = conv2d("net.0", { inputs: INPUTS, outputs: OUTPUTS, kernel });
    // Sums of up to 5·5·3 products of order 10 with signs, rounded to 2⁻²⁴.
    assertSameAsLoops(layer, [BATCH, HEIGHT, WIDTH, INPUTS], loops(kernel), 50 * 10 * 2 ** -24);
  });
}

for (const kernel of [1, 3, 5]) {
  for (const stride of [2, 3]) {
    Deno.test(`conv2d of ${kernel}×${kernel} every ${stride} pixels begins at the first, and has its gradients`, () => {
      const layer = conv2d("net.0", { inputs: INPUTS, outputs: OUTPUTS, kernel, stride });
      const [height, width] = [Math.ceil(HEIGHT / stride), Math.ceil(WIDTH / stride)];
      const image = tensor(new Float32Array(BATCH * HEIGHT * WIDTH * INPUTS), [BATCH, HEIGHT, WIDTH, INPUTS]);
      const zeros = layer.parameters.map(({ shape }) => tensor(new Float32Array(sizeOf(shape)), shape));
      assertEquals(layer.apply(named(layer.parameters, zeros), image).shape, [BATCH, height, width, OUTPUTS]);
      // as above
      assertSameAsLoops(layer, [BATCH, HEIGHT, WIDTH, INPUTS], loops(kernel, stride), 50 * 10 * 2 ** -24);
    });
  }
}

Deno.test("conv2d declares a weight [outputs, inputs, kernel, kernel] and a bias, as PyTorch does", () => {
  const { parameters } = conv2d("net.2", { inputs: 2, outputs: 7, kernel: 3 });
  assertEquals(parameters.map(({ name, shape }) => [name, shape]), [
    ["net.2.weight", [7, 2, 3, 3]],
    ["net.2.bias", [7]],
  ]);
});
