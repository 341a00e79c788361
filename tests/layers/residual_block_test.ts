import { residualBlock, type ResidualBlockOptions } from "../../lib/layers/residual_block.ts";
import { Stream } from "../../lib/random/stream.ts";
import { named } from "../../lib/tensor/parameters.ts";
import { sizeOf } from "../../lib/tensor/shape.ts";
import { assertEquals } from "../support/assert.ts";
import { normals } from "../support/draws.ts";
import { tensor } from "../support/tensors.ts";
import { convolved, doubled, halved, type ImageSize, normalized, products, silus, sums } from "./doubles.ts";
import { assertSameAsLoops, type Loops } from "./forward.ts";

const BATCH = 2;
const EMBEDDING = 3;
const GROUPS = 2;

const plain: ResidualBlockOptions = {
  inputs: 4,
  outputs: 4,
  embedding: EMBEDDING,
  groups: GROUPS,
  scaleShift: false,
  dropout: 0,
  size: [4, 2],
};

/** The size of the image that goes in. */
function inputSize({ size: [height, width], resize, inputs }: ResidualBlockOptions): ImageSize {
  const factor = resize === undefined ? 1 : resize === "down" ? 2 : 0.5;
  return [BATCH, height * factor, width * factor, inputs];
}

/** The formula; the embedding is the last of the parameters, and the mask a constant. */
function loops(options: ResidualBlockOptions, mask: Float64Array | undefined): Loops {
  const before = inputSize(options);
  const { inputs, outputs, scaleShift, resize, size: [height, width] } = options;
  const changed = (x: Float64Array) =>
    resize === "down" ? halved(x, before) : resize === "up" ? doubled(x, before) : x;
  const [entered, inner] = [[BATCH, height, width, inputs], [BATCH, height, width, outputs]] as const;
  return (x, ...params) => {
    const [weight0, bias0, filters0, bias1, projection, bias2, weight1, bias3, filters1, bias4, ...rest] =
      params as Float64Array[];
    const embedding = rest.at(-1)!;
    const told = products(embedding, projection!, bias2!);
    const count = told.length / BATCH;
    const told1 = (at: number, part: number) =>
      told[Math.floor(at / (height * width * outputs)) * count + part * outputs + at % outputs]!;
    const first = convolved(
      changed(silus(normalized(x, before, GROUPS, weight0!, bias0!))),
      entered,
      filters0!,
      bias1!,
    );
    const normed = scaleShift
      ? normalized(first, inner, GROUPS, weight1!, bias3!).map((value, at) =>
        value * (1 + told1(at, 0)) + told1(at, 1)
      )
      : normalized(first.map((value, at) => value + told1(at, 0)), inner, GROUPS, weight1!, bias3!);
    const kept = silus(normed).map((value, at) => value * (mask === undefined ? 1 : mask[at]!));
    const last = convolved(kept, inner, filters1!, bias4!);
    const skip = inputs === outputs ? changed(x) : convolved(changed(x), entered, rest[0]!, rest[1]!);
    return sums(skip, last);
  };
}

const variants: readonly [title: string, options: ResidualBlockOptions][] = [
  ["adds the embedding", plain],
  ["changes the number of channels", { ...plain, inputs: 2 }],
  ["scales and shifts by the embedding", { ...plain, scaleShift: true }],
  ["halves the image", { ...plain, size: [2, 2], resize: "down" }],
  ["doubles the image", { ...plain, size: [2, 4], resize: "up" }],
  ["drops what its mask says", { ...plain, dropout: 0.5 }],
];

for (const [title, options] of variants) {
  Deno.test(`residualBlock ${title}, and has its gradients`, () => {
    const block = residualBlock("block.0", options);
    const masks = block.dropouts!.map(({ name, shape, rate }) => {
      const values = normals(BATCH * sizeOf(shape), "mask").map((z) => z < 0 ? 0 : 1 / (1 - rate));
      return { name, values, mask: tensor(values, [BATCH, ...shape]) };
    });
    const layer = {
      parameters: [
        ...block.parameters,
        { name: "embedding", shape: [BATCH, EMBEDDING], initialize: () => {} },
      ],
      apply: (params: Parameters<typeof block.apply>[0], x: Parameters<typeof block.apply>[1]) =>
        block.apply(params, x, {
          embedding: params.get("embedding")!,
          masks: new Map(masks.map(({ name, mask }) => [name, mask])),
        }),
    };
    // Values up to 100 go through norms whose groups multiply roundings to 2⁻²⁴ by some tens.
    assertSameAsLoops(layer, inputSize(options), loops(options, masks[0]?.values), 100 * 50 * 2 ** -24);
  });
}

Deno.test("residualBlock declares PyTorch's parameters and its dropout, and adds nothing at first", () => {
  const block = residualBlock("block.0", { ...plain, outputs: 6, scaleShift: true, dropout: 0.1 });
  assertEquals(block.parameters.map(({ name, shape }) => [name, shape]), [
    ["block.0.in_layers.0.weight", [4]],
    ["block.0.in_layers.0.bias", [4]],
    ["block.0.in_layers.2.weight", [6, 4, 3, 3]],
    ["block.0.in_layers.2.bias", [6]],
    ["block.0.emb_layers.1.weight", [12, 3]],
    ["block.0.emb_layers.1.bias", [12]],
    ["block.0.out_layers.0.weight", [6]],
    ["block.0.out_layers.0.bias", [6]],
    ["block.0.out_layers.3.weight", [6, 6, 3, 3]],
    ["block.0.out_layers.3.bias", [6]],
    ["block.0.skip_connection.weight", [6, 4, 1, 1]],
    ["block.0.skip_connection.bias", [6]],
  ]);
  assertEquals(block.dropouts, [{ name: "block.0.out_layers.2", shape: [4, 2, 6], rate: 0.1 }]);

  const still = residualBlock("block.0", plain);
  const values = still.parameters.map(({ name, shape, initialize }) => {
    const out = new Float32Array(sizeOf(shape));
    initialize(out, new Stream({ seed: 1, purpose: name }));
    return tensor(out, shape);
  });
  const shape = inputSize(plain);
  const x = tensor(normals(sizeOf(shape), "x"), shape);
  const embedding = tensor(normals(BATCH * EMBEDDING, "embedding"), [BATCH, EMBEDDING]);
  const answer = still.apply(named(still.parameters, values), x, { embedding });
  assertEquals(answer.dataSync(), x.dataSync());
});
