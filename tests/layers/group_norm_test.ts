import { groupNorm } from "../../lib/layers/group_norm.ts";
import { Stream } from "../../lib/random/stream.ts";
import { named } from "../../lib/tensor/parameters.ts";
import { sizeOf } from "../../lib/tensor/shape.ts";
import * as tf from "../../lib/tensor/tf.ts";
import type { Shape, Tensor } from "../../lib/tensor/types.ts";
import { assertAllClose, assertEquals, assertFails } from "../support/assert.ts";
import { gradientOf } from "../support/derivatives.ts";
import { normals } from "../support/draws.ts";
import { tensor } from "../support/tensors.ts";
import { assertSameAsLoops, type Loops } from "./forward.ts";

/** Wu and He, equations 1, 2 and 6, entry by entry, of `[B, ..., C]`. */
function loops([batch, ...rest]: Shape, groups: number): Loops {
  const channels = rest.at(-1)!;
  const size = channels / groups;
  const pixels = sizeOf(rest) / channels;
  return (x, weight, bias) => {
    const out = new Float64Array(x.length);
    for (let example = 0; example < batch!; example++) {
      for (let group = 0; group < groups; group++) {
        const places = Array.from(
          { length: pixels * size },
          (_, i) => (example * pixels + Math.floor(i / size)) * channels + group * size + i % size,
        );
        const mean = places.reduce((sum, at) => sum + x[at]!, 0) / places.length;
        const variance = places.reduce((sum, at) => sum + (x[at]! - mean) ** 2, 0) / places.length;
        for (const at of places) {
          const channel = at % channels;
          out[at] = weight![channel]! * (x[at]! - mean) / Math.sqrt(variance + 1e-5) + bias![channel]!;
        }
      }
    }
    return out;
  };
}

const shapes: readonly (readonly [shape: Shape, groups: number])[] = [
  [[2, 3, 4, 6], 3],
  [[2, 3, 4, 6], 1],
  [[2, 3, 4, 6], 6],
  [[3, 5, 4], 2],
  [[3, 4], 2],
];

for (const [shape, groups] of shapes) {
  Deno.test(`groupNorm of [${shape}] in ${groups} groups centres and scales each, and has its gradients`, () => {
    const layer = groupNorm("norm", { groups, channels: shape.at(-1)! });
    // Groups of two entries may lie close together, and then multiply roundings to 2⁻²⁴ by some tens.
    assertSameAsLoops(layer, shape, loops(shape, groups), 200 * 2 ** -24);
  });
}

Deno.test("groupNorm keeps its precision where the mean is a thousand times the deviations", () => {
  const shape = [2, 8, 8, 4];
  const x = Float32Array.from(normals(sizeOf(shape), "x"), (z) => 1000 + z);
  const [weight, bias] = [new Float64Array(4).fill(1), new Float64Array(4)];
  const layer = groupNorm("norm", { groups: 2, channels: 4 });
  const params = named(layer.parameters, [tensor(weight, [4]), tensor(bias, [4])]);
  const actual = layer.apply(params, tensor(x, shape)).dataSync();
  // The mean is rounded to 2⁻¹⁴, half of float32's spacing at a thousand; the squares of the values lose a hundred
  // times as much.
  assertAllClose(actual, loops(shape, 2)(Float64Array.from(x), weight, bias), 2 ** -13);
});

Deno.test("groupNorm has a second derivative", () => {
  const shape = [1, 2, 2, 4];
  const layer = groupNorm("norm", { groups: 2, channels: 4 });
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

Deno.test("groupNorm begins as a normalisation alone, and names its parameters as PyTorch does", () => {
  const { parameters } = groupNorm("net.1", { groups: 2, channels: 4 });
  assertEquals(parameters.map(({ name, shape }) => [name, shape]), [["net.1.weight", [4]], ["net.1.bias", [
    4,
  ]]]);
  const initial = parameters.map(({ name, initialize }) => {
    const out = new Float32Array(4).fill(7);
    initialize(out, new Stream({ seed: 1, purpose: name }));
    return [...out];
  });
  assertEquals(initial, [[1, 1, 1, 1], [0, 0, 0, 0]]);
});

Deno.test("groupNorm refuses groups that do not divide the channels", async () => {
  await assertFails(() => groupNorm("norm", { groups: 3, channels: 4 }), "got 3 and 4");
});
