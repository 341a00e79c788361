import { type Conditions, type Network, NO_CLASS } from "../../lib/architectures/architecture.ts";
import { transformer } from "../../lib/architectures/transformer.ts";
import { decodeSafetensors } from "../../lib/checkpoints/safetensors.ts";
import { eager } from "../../lib/engines/eager.ts";
import type { Engine } from "../../lib/engines/engine.ts";
import { onnx } from "../../lib/engines/onnx.ts";
import { Failure } from "../../lib/failure.ts";
import { Stream } from "../../lib/random/stream.ts";
import { named, parameterCount } from "../../lib/tensor/parameters.ts";
import { sizeOf } from "../../lib/tensor/shape.ts";
import * as tf from "../../lib/tensor/tf.ts";
import type { Shape, Tensor } from "../../lib/tensor/types.ts";
import type { LoweringCase } from "../engines/cases/case.ts";
import { assertOnnx, assertSame, runEager } from "../engines/compare.ts";
import { assertClose, assertEquals, assertFails, assertTrue } from "../support/assert.ts";
import { normals } from "../support/draws.ts";
import { allowed } from "../support/permissions.ts";
import { tensor } from "../support/tensors.ts";

type Options = Parameters<typeof transformer.create>[0];

const small: Options = { width: 16, depth: 2, heads: 2 };
const SHAPE: Shape = [4, 6, 3];
const BATCH = 2;

/** The standard deviation that keeps activations as large as they are: 1/√fanIn. */
function scaleOf(shape: Shape): number {
  return 1 / Math.sqrt(sizeOf(shape.slice(1)));
}

/** Parameters that hide nothing: none of them is 0. */
function values({ parameters }: Network): Map<string, Tensor> {
  return new Map(parameters.map(({ name, shape }) => {
    const scale = scaleOf(shape);
    return [name, tensor(normals(sizeOf(shape), name).map((z) => scale * z), shape)];
  }));
}

/** The parameters with which training begins. */
function initial({ parameters }: Network): Map<string, Float32Array> {
  return new Map(parameters.map(({ name, shape, initialize }) => {
    const out = new Float32Array(sizeOf(shape)).fill(NaN);
    initialize(out, new Stream({ seed: 1, purpose: `init/${name}` }));
    return [name, out];
  }));
}

const x = tensor(normals(BATCH * sizeOf(SHAPE), "x"), [BATCH, ...SHAPE]);
const t = tensor([0.2, 0.7], [BATCH]);

function answer(network: Network, conditions?: Conditions, params = values(network)): Float32Array {
  return network.apply(params, x, t, conditions).dataSync() as Float32Array;
}

// With learn_sigma, the default of DiT's code, the output has twice as many channels: two heads.
const dit = { shape: [32, 32, 4], heads: 2, classes: 1000 };

/**
 * DiT's parameters, counted by hand, with width D, patches of p×p and four channels of latents: 4p²D + D of the patch
 * embedding, 256D + D + D² + D of the time's, 1001D of the labels', 18D² + 15D of a block (4D² + 4D attention,
 * 8D² + 5D perceptron, 6D² + 6D modulation), 8p²(D + 1) + 2D² + 2D at the end; and (32/p)²·D of `pos_embed`, which
 * PyTorch counts though nothing trains it, and which is no parameter here.
 *
 * PyTorch's sums for patches of 2×2, 32.96, 130.5, 458.1 and 675.1 million, are those that DiT's training prints:
 * 675,129,632 for XL/2.
 */
const counts: readonly [size: "S" | "B" | "L" | "XL", patchSize: number, sum: number, positions: number][] = [
  ["S", 2, 32_963_360, 256 * 384],
  ["B", 2, 130_512_416, 256 * 768],
  ["L", 2, 458_102_816, 256 * 1024],
  ["XL", 2, 675_129_632, 256 * 1152],
  ["S", 4, 32_945_024, 64 * 384],
  ["XL", 8, 675_683_072, 16 * 1152],
];

for (const [size, patchSize, sum, positions] of counts) {
  Deno.test(`transformer of size ${size} and patches of ${patchSize}×${patchSize} has as many parameters as DiT-${size}/${patchSize}`, () => {
    const { parameters } = transformer.create({ size, patchSize }).build(dit);
    assertEquals(parameterCount(parameters), sum - positions);
  });
}

Deno.test("transformer lists DiT's parameters in PyTorch's order, under its names and in its layouts", () => {
  const { parameters } = transformer.create({ ...small, depth: 1, patchSize: 4 })
    .build({ shape: [8, 4, 3], classes: 7 });
  assertEquals(parameters.map(({ name, shape }) => [name, ...shape]), [
    ["x_embedder.proj.weight", 16, 3, 4, 4],
    ["x_embedder.proj.bias", 16],
    ["t_embedder.mlp.0.weight", 16, 256],
    ["t_embedder.mlp.0.bias", 16],
    ["t_embedder.mlp.2.weight", 16, 16],
    ["t_embedder.mlp.2.bias", 16],
    ["y_embedder.embedding_table.weight", 8, 16],
    ["blocks.0.attn.qkv.weight", 48, 16],
    ["blocks.0.attn.qkv.bias", 48],
    ["blocks.0.attn.proj.weight", 16, 16],
    ["blocks.0.attn.proj.bias", 16],
    ["blocks.0.mlp.fc1.weight", 64, 16],
    ["blocks.0.mlp.fc1.bias", 64],
    ["blocks.0.mlp.fc2.weight", 16, 64],
    ["blocks.0.mlp.fc2.bias", 16],
    ["blocks.0.adaLN_modulation.1.weight", 96, 16],
    ["blocks.0.adaLN_modulation.1.bias", 96],
    ["final_layer.linear.weight", 48, 16],
    ["final_layer.linear.bias", 48],
    ["final_layer.adaLN_modulation.1.weight", 32, 16],
    ["final_layer.adaLN_modulation.1.bias", 32],
  ]);
});

Deno.test("transformer starts from DiT's distributions, every parameter on numbers of its own", () => {
  const network = transformer.create({ depth: 2 }).build({ shape: SHAPE, classes: 10 });
  const starts = initial(network);
  const firsts: string[] = [];
  for (const { name, shape } of network.parameters) {
    const start = starts.get(name)!;
    assertEquals(start, initial(network).get(name));
    if (name.endsWith(".bias") || /adaLN_modulation|final_layer/.test(name)) {
      assertTrue(start.every((value) => value === 0), `${name} does not start from 0`);
      continue;
    }
    const isNormal = /^[ty]_embedder/.test(name);
    const inputs = sizeOf(shape.slice(1));
    const variance = isNormal ? 0.02 ** 2 : 2 / (shape[0]! + inputs);
    const found = start.reduce((sum, value) => sum + value ** 2, 0) / start.length;
    // The kurtosis of a normal number is 3, of a uniform one less: five standard errors.
    assertClose(found, variance, 5 * Math.sqrt(2 / start.length) * variance, name);
    const largest = start.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    assertEquals(largest > Math.sqrt(3 * variance) * (1 + 2 ** -23), isNormal, `${name} is not as wide`);
    firsts.push(`${start.slice(0, 4).map((value) => value / Math.sqrt(variance))}`);
  }
  assertEquals(new Set(firsts).size, firsts.length, "two parameters start alike");
});

Deno.test("transformer answers with zeros at first, in the shape of what it is asked, once for every head", () => {
  const network = transformer.create(small).build({ shape: SHAPE, heads: 2, classes: 3 });
  const starts = initial(network);
  const params = named(
    network.parameters,
    network.parameters.map(({ name, shape }) => tensor(starts.get(name)!, shape)),
  );
  const first = network.apply(params, x, t, { label: tensor([1, NO_CLASS], [BATCH]) });
  assertEquals(first.shape, [BATCH, 4, 6, 6]);
  assertTrue(first.dataSync().every((value) => value === 0));
});

Deno.test("transformer answers differently at different times, each example for itself", () => {
  for (const shape of [[8, 8, 1], [4, 12, 3]]) {
    const network = transformer.create(small).build({ shape });
    const params = values(network);
    const points = tensor(normals(2 * sizeOf(shape), "points"), [2, ...shape]);
    const first = tf.slice(points, 0, 1);
    const both = network.apply(params, points, tensor([0.2, 0.7], [2])).dataSync();
    const [early, late] = [0.2, 0.7].map((time) =>
      network.apply(params, first, tensor([time], [1])).dataSync()
    );
    assertEquals(early, both.slice(0, sizeOf(shape)));
    assertTrue(early!.some((value, i) => value !== late![i]));
  }
});

Deno.test("transformer adds the label's row to the time's embedding, and the last row for NO_CLASS", () => {
  const network = transformer.create(small).build({ shape: SHAPE, classes: 3 });
  const without = transformer.create(small).build({ shape: SHAPE });
  assertEquals([network.takesClass, without.takesClass], [true, false]);

  const params = values(network);
  const table = params.get("y_embedder.embedding_table.weight")!;
  // One row of the table moved into the bias of the time's embedding stands for a class of all examples.
  const bias = "t_embedder.mlp.2.bias";
  const withRow = (row: number) =>
    new Map(params).set(bias, tf.add(params.get(bias)!, tf.reshape(tf.slice(table, row, 1), [-1])));
  const expected = Array.from({ length: 4 }, (_, row) => answer(without, undefined, withRow(row)));
  const half = expected[0]!.length / 2;
  const told = (labels: number[]) => answer(network, { label: tensor(labels, [BATCH]) });
  const rows = (first: number, second: number) => ({
    "": Float32Array.of(...expected[first]!.slice(0, half), ...expected[second]!.slice(half)),
  });
  assertSame({ "": told([2, 0]) }, rows(2, 0));
  assertSame({ "": told([NO_CLASS, 1]) }, rows(3, 1));
  assertEquals(answer(network), told([NO_CLASS, NO_CLASS]));
  assertTrue(expected[3]!.some((value, i) => Math.abs(value - expected[0]![i]!) > 0.01));
});

Deno.test("transformer without positions could not tell patches apart, but does", () => {
  const network = transformer.create(small).build({ shape: SHAPE });
  const grey = network.apply(values(network), tf.onesLike(x), t).dataSync();
  // rows 0 and 2 of the first column of pixels belong to different patches
  assertTrue(Math.abs(grey[0]! - grey[2 * 6 * 3]!) > 0.01);
  assertTrue(Math.abs(grey[0]! - grey[2 * 3]!) > 0.01);
});

Deno.test("transformer's sinusoids are those of the time multiplied by timeScale", () => {
  const params = values(transformer.create(small).build({ shape: SHAPE }));
  const of = (timeScale: number, times: Tensor) =>
    transformer.create({ ...small, timeScale }).build({ shape: SHAPE }).apply(params, x, times).dataSync();
  const now = of(8, t) as Float32Array;
  // Angles below 6 are rounded to 2⁻²⁴ of them; a power of 2 adds no rounding.
  assertSame({ "": of(1, tf.mul(t, 8)) as Float32Array }, { "": now });
  assertTrue(of(1, t).some((value, i) => value !== now[i]));
});

Deno.test("transformer takes its size's width, depth and heads unless they are given", () => {
  const sizeOfNetwork = (options: Options) => {
    const { parameters } = transformer.create(options).build({ shape: SHAPE });
    const blocks = parameters.filter(({ name }) => name.endsWith("attn.qkv.weight"));
    return [blocks[0]!.shape[1], blocks.length];
  };
  assertEquals(sizeOfNetwork({}), [128, 4]);
  assertEquals(sizeOfNetwork({ size: "S" }), [384, 12]);
  assertEquals(sizeOfNetwork({ size: "S", depth: 3 }), [384, 3]);
  assertEquals(sizeOfNetwork({ size: "S", width: 192 }), [192, 12]);

  const by = (heads?: number) =>
    answer(transformer.create({ ...small, width: 24, heads }).build({ shape: SHAPE }));
  assertEquals(by(), by(4));
  assertTrue(by(2).some((value, i) => value !== by(4)[i]));
});

Deno.test("transformer hands on the file with the weights to begin with", () => {
  const weights = "dit.safetensors";
  assertEquals(transformer.create({ ...small, weights }).build({ shape: SHAPE }).weights, weights);
  assertEquals(transformer.create(small).build({ shape: SHAPE }).weights, undefined);
});

Deno.test("transformer refuses what does not fit together, and says what would", async () => {
  await assertFails(
    () => transformer.create({ width: 100, size: "S" }),
    /width of 100 evenly among 6 heads.*size S gives.*such as 5/s,
  );
  assertTrue(!transformer.options.safeParse({ width: 30 }).success);
  const refusal = (shape: Shape) =>
    assertFails(
      () => transformer.create({ ...small, patchSize: 4 }).build({ shape }),
      "multiples of 4, found",
    );
  const odd = await refusal([30, 28, 3]);
  assertTrue(odd instanceof Failure);
  assertTrue(odd.message.includes("found 30×28. Set patchSize to 2, take images of 32×28, or use plainCnn"));
  assertTrue((await refusal([1, 9, 1])).message.includes("Set patchSize to 1, take images of 4×8"));
});

for (
  const [title, options] of [["small", small], ["with one block and patches of one pixel", {
    ...small,
    depth: 1,
    patchSize: 1,
  }]] as const
) {
  const network = transformer.create(options).build({ shape: SHAPE, heads: 2, classes: 3 });
  const one: LoweringCase = {
    title,
    inputs: [[BATCH, ...SHAPE], [BATCH], ...network.parameters.map(({ shape }) => shape)],
    fn: (x, t, ...params) => {
      const scaled = params.map((value, i) => tf.mul(value, scaleOf(network.parameters[i]!.shape)));
      return network.apply(named(network.parameters, scaled), x!, tf.mul(t!, 1 / 1000), {
        label: tensor([2, NO_CLASS], [BATCH]),
      });
    },
  };
  Deno.test({
    name: `the engines agree on transformer ${title}`,
    ignore: !allowed("read", "env", "ffi", "sys"),
    fn: async () => await assertOnnx(one, await runEager(one)),
  });
}

Deno.test("transformer's gradient has the slopes of its output", () => {
  const network = transformer.create({ ...small, timeScale: 10 }).build({ shape: SHAPE, classes: 3 });
  const params = values(network);
  const all = [x, t, ...params.values()];
  const weights = tensor(normals(x.size, "weights"), x.shape);
  const combination = (x: Tensor, t: Tensor, ...values: Tensor[]) => {
    const output = network.apply(named(network.parameters, values), x, t, {
      label: tensor([1, NO_CLASS], [BATCH]),
    });
    return tf.sum(tf.mul(output, weights)) as tf.Scalar;
  };
  const gradients = tf.grads(combination as (...all: Tensor[]) => tf.Scalar)(all);
  const names = ["x", "t", ...params.keys()];
  all.forEach((value, i) => {
    // the slope along the gradient itself is the gradient's length; other directions would see it only in part
    const length = tf.norm(gradients[i]!).dataSync()[0]!;
    assertTrue(length > 0, names[i]);
    const direction = tf.div(gradients[i]!, length);
    const along = (h: number) =>
      combination(
        ...all.with(i, tf.add(value, tf.mul(direction, h))) as [Tensor, Tensor, ...Tensor[]],
      ).dataSync()[0]!;
    const h = names[i] === "t" ? 2 ** -9 : 2 ** -6;
    const slope = (8 * (along(h) - along(-h)) - (along(2 * h) - along(-2 * h))) / (12 * h);
    // float32: the sum is of order 10, rounded to 2⁻²⁴ a few times, over h; and the formula's own h⁴.
    assertClose(slope, length, 5e-3 * length + 16 * 2 ** -24 * 10 / h, names[i]);
  });
});

/** PyTorch's `[B, C, H, W]` as `[B, H, W, C]`. */
function channelsLast(image: Tensor): Tensor {
  return tf.transpose(image, [0, 2, 3, 1]);
}

const engines: readonly [name: string, engine: () => Engine][] = [
  ["eager", () => eager.create({ backend: "cpu" })],
  ["onnx", () => onnx.create({ threads: 0 })],
];

for (const [name, engine] of engines) {
  Deno.test({
    name: `PyTorch's DiT has the same output, loss and gradients on the ${name} engine`,
    ignore: !allowed("read", "env", "ffi", "sys"),
    async fn() {
      const bytes = await Deno.readFile(new URL("../fixtures/transformer.safetensors", import.meta.url));
      const { tensors } = decodeSafetensors(bytes);
      const fixture = (name: string) => {
        const { shape, data } = tensors.get(name)!;
        return tensor(Float32Array.from(data, Number), shape);
      };
      const network = transformer.create({ width: 32, depth: 2, heads: 2, timeScale: 100 })
        .build({ shape: [8, 8, 3], classes: 10 });
      const { parameters } = network;
      const inputs = new Map([
        ["x", channelsLast(fixture("in.xt"))],
        ["t", fixture("in.t")],
        ["label", fixture("in.label")],
        ["regressand", channelsLast(tf.sub(fixture("in.x1"), fixture("in.x0")))],
        ...parameters.map(({ name }) => [name, fixture(`param.${name}`)] as const),
      ]);
      for (const { name, shape } of parameters) assertEquals(inputs.get(name)!.shape, shape);

      const program = await engine().compile(({ x, t, label, regressand, ...params }) => {
        const values = parameters.map(({ name }) => params[name]!);
        const predict = (...values: Tensor[]) => network.apply(named(parameters, values), x!, t!, { label });
        const { value, grads } = tf.valueAndGrads((...values) =>
          tf.mean(tf.squaredDifference(predict(...values), regressand!)) as tf.Scalar
        )(values);
        return {
          "out.v": tf.transpose(predict(...values), [0, 3, 1, 2]),
          "out.loss": value,
          ...Object.fromEntries(grads.map((gradient, i) => [`grad.${parameters[i]!.name}`, gradient])),
        };
      }, { inputs: Object.fromEntries([...inputs].map(([name, { shape }]) => [name, shape])) });
      const arrays = [...inputs].map(([name, value]) => [name, value.dataSync() as Float32Array]);
      const found = await program.run(Object.fromEntries(arrays));
      await program.dispose();

      const expected = Object.keys(found).map((name) => [name, fixture(name).dataSync() as Float32Array]);
      // float32 carries 7 digits; sums over thousands of products in another order keep 5 of them
      assertSame(found, Object.fromEntries(expected), 1e-5);
    },
  });
}
