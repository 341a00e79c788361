import { activation } from "../../lib/layers/activation.ts";
import { groupNorm } from "../../lib/layers/group_norm.ts";
import { groupNormSilu } from "../../lib/layers/group_norm_silu.ts";
import { sequential } from "../../lib/layers/sequential.ts";
import { named } from "../../lib/tensor/parameters.ts";
import { sizeOf } from "../../lib/tensor/shape.ts";
import * as tf from "../../lib/tensor/tf.ts";
import type { Shape, Tensor } from "../../lib/tensor/types.ts";
import { assertAllClose, assertEquals, assertFails } from "../support/assert.ts";
import { gradientOf } from "../support/derivatives.ts";
import { normals } from "../support/draws.ts";
import { tensor } from "../support/tensors.ts";

const shapes: readonly (readonly [shape: Shape, groups: number])[] = [
  [[2, 3, 4, 6], 3],
  [[2, 3, 4, 6], 1],
  [[3, 5, 4], 4],
  [[3, 4], 2],
];

for (const [shape, groups] of shapes) {
  Deno.test(`groupNormSilu of [${shape}] in ${groups} groups is groupNorm and then SiLU, and so are its gradients`, () => {
    const sizes = { groups, channels: shape.at(-1)! };
    const [both, apart] = [
      groupNormSilu("norm", sizes),
      sequential(groupNorm("norm", sizes), activation("silu")),
    ];
    const inputs = [shape, ...both.parameters.map(({ shape }) => shape)]
      .map((shape, i) => tensor(normals(sizeOf(shape), `input ${i}`), shape));
    const weights = tensor(normals(sizeOf(shape), "weights"), shape);
    const [actual, expected] = [both, apart].map(({ parameters, apply }) => {
      const forward = (x: Tensor, ...params: Tensor[]) => apply(named(parameters, params), x);
      const gradients = tf.grads((...all: Tensor[]) =>
        tf.sum(tf.mul(forward(all[0]!, ...all.slice(1)), weights))
      );
      return [forward(inputs[0]!, ...inputs.slice(1)), ...gradients(inputs)];
    });
    actual!.forEach((values, i) => {
      // groups of two entries may lie close together, and then multiply roundings to 2⁻²⁴ by some tens
      assertAllClose(values.dataSync(), expected![i]!.dataSync(), 200 * 2 ** -24);
    });
  });
}

Deno.test("groupNormSilu has a second derivative", () => {
  const shape = [1, 2, 2, 4];
  const layer = groupNormSilu("norm", { groups: 2, channels: 4 });
  const params = named(
    layer.parameters,
    [normals(4, "weight"), normals(4, "bias")].map((z) => tensor(z, [4])),
  );
  const [weights, direction] = [
    tensor(normals(16, "weights"), shape),
    tensor(normals(16, "direction"), shape),
  ];
  const slope = tf.grad((x: Tensor) => tf.sum(tf.mul(layer.apply(params, x), weights)));
  const along = (x: Tensor) => tf.sum(tf.mul(slope(x), direction)) as Tensor;
  const x = normals(16, "x");
  const expected = gradientOf((at) => along(tensor(at, shape)).dataSync()[0]!, x, 2 ** -5);
  // A difference quotient of float32 over 2⁻⁵, of a slope of order 10: 2⁵·10·2⁻²⁴ and the quotient's own error.
  assertAllClose(tf.grad(along)(tensor(x, shape)).dataSync(), expected, 2e-2);
});

Deno.test("groupNormSilu has the parameters of groupNorm, and refuses the same", async () => {
  const names = groupNormSilu("net.1", { groups: 2, channels: 4 }).parameters.map(({ name }) => name);
  assertEquals(names, ["net.1.weight", "net.1.bias"]);
  await assertFails(() => groupNormSilu("norm", { groups: 3, channels: 4 }), "got 3 and 4");
});
