import { type Conditions, type Network, NO_CLASS } from "../../lib/architectures/architecture.ts";
import { unet } from "../../lib/architectures/unet.ts";
import { named, parameterCount } from "../../lib/tensor/parameters.ts";
import { sizeOf } from "../../lib/tensor/shape.ts";
import * as tf from "../../lib/tensor/tf.ts";
import type { Tensor } from "../../lib/tensor/types.ts";
import type { LoweringCase } from "../engines/cases/case.ts";
import { assertOnnx, runEager } from "../engines/compare.ts";
import { assertAllClose, assertEquals, assertFails, assertTrue } from "../support/assert.ts";
import { normals } from "../support/draws.ts";
import { allowed } from "../support/permissions.ts";
import { tensor } from "../support/tensors.ts";

type Options = Parameters<typeof unet.create>[0];

/** torchcfm's `train_cifar10.py`. */
const torchcfm: Options = {
  channels: 128,
  channelMultipliers: [1, 2, 2, 2],
  residualBlocks: 2,
  attentionResolutions: [16],
  heads: 4,
  headChannels: 64,
  dropout: 0.1,
};

/** flow_matching's `cifar10`. */
const flowMatching: Options = {
  channels: 128,
  channelMultipliers: [2, 2, 2],
  residualBlocks: 4,
  attentionResolutions: [16],
  heads: 1,
  qkvOrder: "qkvFirst",
  resample: "plain",
  scaleShift: true,
  dropout: 0.3,
};

/** A network that is quickly applied, with everything in it. */
const small: Options = {
  channels: 8,
  channelMultipliers: [1, 1.5],
  residualBlocks: 1,
  attentionResolutions: [4],
  heads: 2,
  groups: 4,
};

const SHAPE = [8, 8, 3];
const BATCH = 2;

/** Parameters that hide nothing: none of them is 0. */
function values({ parameters }: Network): ReadonlyMap<string, Tensor> {
  const all = parameters.map(({ name, shape }) => {
    const scale = 1 / Math.sqrt(sizeOf(shape.slice(1)));
    return tensor(normals(sizeOf(shape), name).map((z) => scale * z), shape);
  });
  return named(parameters, all);
}

const x = tensor(normals(BATCH * sizeOf(SHAPE), "x"), [BATCH, ...SHAPE]);
const t = tensor([0.2, 0.7], [BATCH]);

function answer(network: Network, conditions?: Conditions): Float32Array {
  return network.apply(values(network), x, t, conditions).dataSync() as Float32Array;
}

/** Masks for all dropouts of a network, drawn where `entry` says. */
function masksOf({ dropouts = [] }: Network, entry: (z: number) => number): ReadonlyMap<string, Tensor> {
  return new Map(dropouts.map(({ name, shape }) => {
    const size = [BATCH, ...shape];
    return [name, tensor(normals(sizeOf(size), name).map(entry), size)];
  }));
}

Deno.test("unet has as many parameters as the networks of torchcfm and flow_matching for CIFAR-10", () => {
  const count = (options: Options, classes: number) =>
    parameterCount(unet.create(options).build({ shape: [32, 32, 3], classes }).parameters);
  assertEquals(count(torchcfm, 0), 35_746_307);
  assertEquals(count(flowMatching, 0), 55_676_419);
  assertEquals(count(torchcfm, 10), 35_746_307 + 10 * 4 * 128);
});

Deno.test("unet with residual blocks around its resampling has their parameters in the place of convolutions", () => {
  const names = (resample: "learned" | "plain" | "residual") =>
    unet.create({ ...small, resample }).build({ shape: SHAPE }).parameters.map(({ name }) => name)
      .filter((name) => /^(input_blocks\.2|output_blocks\.1\.2)\./.test(name));
  assertEquals(names("plain"), []);
  assertEquals(names("learned"), [
    "input_blocks.2.0.op.weight",
    "input_blocks.2.0.op.bias",
    "output_blocks.1.2.conv.weight",
    "output_blocks.1.2.conv.bias",
  ]);
  const block = ["in_layers.0", "in_layers.2", "emb_layers.1", "out_layers.0", "out_layers.3"];
  assertEquals(
    names("residual"),
    ["input_blocks.2.0", "output_blocks.1.2"].flatMap((name) =>
      block.flatMap((layer) => [`${name}.${layer}.weight`, `${name}.${layer}.bias`])
    ),
  );
});

Deno.test("unet answers with zeros at first, in the shape of what it is asked, once for every head", () => {
  const network = unet.create(small).build({ shape: SHAPE, heads: 2 });
  const last = network.parameters.slice(-2);
  assertEquals(last.map(({ name, shape }) => [name, shape]), [["out.2.weight", [6, 8, 3, 3]], [
    "out.2.bias",
    [6],
  ]]);
  const started = new Map(values(network));
  for (const { name, shape, initialize } of last) {
    const out = new Float32Array(sizeOf(shape)).fill(NaN);
    initialize(out, undefined as never);
    started.set(name, tensor(out, shape));
  }
  const first = network.apply(started, x, t);
  assertEquals(first.shape, [BATCH, 8, 8, 6]);
  assertTrue(first.dataSync().every((value) => value === 0));
});

Deno.test("unet without a class is unet whose classes are not told, to the bit, and a class makes a difference", () => {
  const told = unet.create(small).build({ shape: SHAPE, classes: 3 });
  assertEquals([told.takesClass, told.parameters[4]!.name, told.parameters[4]!.shape], [
    true,
    "label_emb.weight",
    [3, 32],
  ]);
  const without = unet.create(small).build({ shape: SHAPE });
  assertEquals(without.takesClass, false);
  const plain = answer(without);
  assertEquals(answer(told, { label: tensor([NO_CLASS, NO_CLASS], [BATCH]) }), plain);

  const half = plain.length / 2;
  const mixed = answer(told, { label: tensor([NO_CLASS, 2], [BATCH]) });
  assertEquals(mixed.slice(0, half), plain.slice(0, half));
  assertTrue(mixed.slice(half).some((value, i) => value !== plain[half + i]));
});

Deno.test("unet drops activations in every residual block where PyTorch does, by its mask, and only then", () => {
  for (const resample of ["learned", "residual"] as const) {
    const network = unet.create({ ...small, resample, dropout: 0.25 }).build({ shape: SHAPE });
    const blocks = network.parameters.flatMap(({ name }) =>
      name.endsWith("out_layers.3.weight") ? [name.replace("3.weight", "2")] : []
    );
    assertEquals(network.dropouts!.map(({ name }) => name), blocks);
    assertTrue(network.dropouts!.every(({ rate }) => rate === 0.25));

    const plain = answer(network);
    assertEquals(answer(network, { masks: masksOf(network, () => 1) }), plain);
    for (const { name, shape } of network.dropouts!) {
      const masks = masksOf(network, () => 1);
      // Any other shape would be broadcast, or refused.
      const all = sizeOf(shape) * BATCH;
      const dropped = new Map([...masks, [
        name,
        tensor(normals(all, name).map((z) => z < -0.7 ? 0 : 4 / 3), [BATCH, ...shape]),
      ]]);
      const other = answer(network, { masks: dropped });
      assertEquals(other.length, plain.length);
      assertTrue(other.some((value, i) => value !== plain[i]), `${name} makes no difference`);
    }
  }
  assertEquals(unet.create(small).build({ shape: SHAPE }).dropouts, []);
});

Deno.test("unet lists the image's size at each of its dropouts", () => {
  const network = unet.create({ ...small, resample: "residual", dropout: 0.5 }).build({ shape: [4, 8, 1] });
  assertEquals(network.dropouts!.map(({ name, shape }) => [name.replace(".out_layers.2", ""), ...shape]), [
    ["input_blocks.1.0", 4, 8, 8],
    ["input_blocks.2.0", 2, 4, 8],
    ["input_blocks.3.0", 2, 4, 12],
    ["middle_block.0", 2, 4, 12],
    ["middle_block.2", 2, 4, 12],
    ["output_blocks.0.0", 2, 4, 12],
    ["output_blocks.1.0", 2, 4, 12],
    ["output_blocks.1.2", 4, 8, 12],
    ["output_blocks.2.0", 4, 8, 8],
    ["output_blocks.3.0", 4, 8, 8],
  ]);
});

Deno.test("the headChannels of unet decide how many heads there are, whatever heads says", () => {
  const by = (options: Options) =>
    answer(unet.create({ ...small, channelMultipliers: [1, 1], ...options }).build({ shape: SHAPE }));
  const two = by({ heads: 2 });
  assertEquals(by({ heads: 1, headChannels: 4 }), two);
  assertTrue(by({ heads: 4 }).some((value, i) => value !== two[i]));
});

Deno.test("unet hears the time multiplied by its timeScale", () => {
  const slow = unet.create(small).build({ shape: SHAPE });
  const fast = unet.create({ ...small, timeScale: 1000 }).build({ shape: SHAPE });
  const params = values(slow);
  const later = slow.apply(params, x, tf.mul(t, 1000)).dataSync() as Float32Array;
  const largest = later.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  // Angles up to 700 are rounded to 2⁻²⁴ of that before and after the product.
  assertAllClose(fast.apply(params, x, t).dataSync(), later, 4 * 700 * 2 ** -24 * largest);
  assertTrue(answer(fast).some((value, i) => value !== answer(slow)[i]));
});

Deno.test("unet hands on the file with the weights to begin with", () => {
  assertEquals(
    unet.create({ ...small, weights: "ema.safetensors" }).build({ shape: SHAPE }).weights,
    "ema.safetensors",
  );
  assertEquals(unet.create(small).build({ shape: SHAPE }).weights, undefined);
});

Deno.test("unet refuses what does not fit together, and says what would", async () => {
  const build = (options: Options, shape = [32, 32, 3]) => () => unet.create(options).build({ shape });
  await assertFails(() => unet.create({ channels: 48 }), "multiples of 32; found 48·1 = 48");
  await assertFails(build({}, [30, 32, 3]), "sides that are multiples of 4, found 30×32");
  await assertFails(build({ attentionResolutions: [16, 4] }), "among 32, 16, 8");
  await assertFails(build({ attentionResolutions: [16], heads: 3 }), "heads to divide them, found 3");
  await assertFails(build({ headChannels: 48 }), "attention on 64 channels: expected headChannels");
  // Where there is no attention, heads divide nothing.
  build({ channelMultipliers: [1, 3], headChannels: 48 })();
});

const variants: readonly [title: string, options: Options][] = [
  ["with learned resampling", small],
  ["with plain resampling, scale and shift", { ...small, resample: "plain", scaleShift: true }],
  ["with residual resampling, dropout, and queries first", {
    ...small,
    resample: "residual",
    dropout: 0.25,
    qkvOrder: "qkvFirst",
  }],
  ["in whole blocks of channels", { ...small, channels: 16, channelMultipliers: [1, 2] }],
];

for (const [title, options] of variants) {
  const network = unet.create(options).build({ shape: SHAPE, classes: 3 });
  const scales = network.parameters.map(({ shape }) => 1 / Math.sqrt(sizeOf(shape.slice(1))));
  const one: LoweringCase = {
    title,
    inputs: [[BATCH, ...SHAPE], [BATCH], ...network.parameters.map(({ shape }) => shape)],
    fn: (x, t, ...params) =>
      network.apply(
        named(network.parameters, params.map((value, i) => tf.mul(value, scales[i]!))),
        x!,
        t!,
        { label: tensor([2, NO_CLASS], [BATCH]), masks: masksOf(network, (z) => z < -0.7 ? 0 : 4 / 3) },
      ),
    // A dozen normalisations one after the other lose two of seven digits.
    tolerance: 1e-4,
  };
  Deno.test({
    name: `the engines agree on unet ${title}`,
    ignore: !allowed("read", "env", "ffi", "sys"),
    fn: async () => await assertOnnx(one, await runEager(one)),
  });
}
