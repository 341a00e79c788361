import { formOf, formsOf } from "../../lib/engines/onnx/lowerings/filter_gradient/form_of.ts";
import { backend_util } from "../../lib/tensor/tf.ts";
import { assertEquals, assertTrue } from "../support/assert.ts";

type Layer = readonly [inputs: number, outputs: number, side: number, batch: number, window: number];

function geometryOf([inputs, outputs, side, batch, window]: Layer, stride = 1, dilation = 1) {
  const image: [number, number, number, number] = [batch, side, side, inputs];
  return backend_util.computeConv2DInfo(image, [window, window, inputs, outputs], stride, dilation, "same");
}

Deno.test("whole blocks of batch and channels are a blocked convolution, for one of both images is enough", () => {
  for (const layer of [[64, 64, 32, 16, 3], [4, 64, 32, 64, 3], [64, 3, 32, 64, 3]] as const) {
    assertEquals(formOf(geometryOf(layer), 8), "blockedConvolution");
  }
  assertEquals(formOf(geometryOf([5, 7, 32, 16, 3]), 8), "shifts");
  assertEquals(formOf(geometryOf([64, 64, 32, 12, 3]), 8), "shifts");
});

Deno.test("without a blocked layout rows and columns are shifted", () => {
  assertEquals(formOf(geometryOf([64, 64, 32, 16, 3]), 0), "shifts");
});

Deno.test("one pixel is a product, for each image where images are large and lie in blocks", () => {
  assertEquals(formOf(geometryOf([256, 128, 16, 64, 1]), 8), "product");
  assertEquals(formOf(geometryOf([128, 64, 32, 16, 1]), 8), "shifts");
  assertEquals(formOf(geometryOf([20, 30, 40, 16, 1]), 8), "product");
});

Deno.test("windows that lie apart or have gaps are convolutions", () => {
  assertEquals(formOf(geometryOf([64, 64, 32, 16, 3], 2), 8), "blockedConvolution");
  assertEquals(formOf(geometryOf([64, 64, 32, 12, 3], 2), 8), "generalConvolution");
  assertEquals(formOf(geometryOf([64, 64, 32, 16, 3], 1, 2), 8), "generalConvolution");
});

Deno.test("the form that is taken is one that applies", () => {
  for (const side of [4, 40]) {
    for (const batch of [3, 16]) {
      for (const window of [1, 3]) {
        for (const stride of [1, 2]) {
          for (const block of [0, 8, 16]) {
            const geometry = geometryOf([16, 32, side, batch, window], stride);
            assertTrue(formsOf(geometry, block).includes(formOf(geometry, block)));
          }
        }
      }
    }
  }
});
