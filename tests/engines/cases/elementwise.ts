import * as tf from "../../../lib/tensor/tf.ts";
import type { Shape, Tensor } from "../../../lib/tensor/types.ts";
import { BATCH, HEIGHT, inEveryLayout, type LoweringCase, mix, type Range, WIDTH } from "./case.ts";

type Unary = readonly [title: string, fn: (x: Tensor) => Tensor, range?: Range];
type Binary = readonly [title: string, fn: (a: Tensor, b: Tensor) => Tensor, stretches?: boolean];

const smooth: readonly Unary[] = [
  ["the absolute value", tf.abs],
  ["the arc cosine", tf.acos, "unit"],
  ["the area hyperbolic cosine", tf.acosh, "aboveOne"],
  ["the arc sine", tf.asin, "unit"],
  ["the area hyperbolic sine", tf.asinh],
  ["the arc tangent", tf.atan],
  ["the area hyperbolic tangent", tf.atanh, "unit"],
  ["rounding up", tf.ceil],
  ["clipping", (x) => tf.clipByValue(x, -0.5, 0.75)],
  ["the cosine", tf.cos],
  ["the hyperbolic cosine", tf.cosh],
  ["ELU", tf.elu],
  ["the error function", tf.erf],
  ["the exponential", tf.exp],
  ["the exponential less one", tf.expm1],
  ["rounding down", tf.floor],
  ["the leaky rectifier", (x) => tf.leakyRelu(x, 0.3)],
  ["the logarithm", tf.log, "positive"],
  ["the logarithm of one more", tf.log1p, "positive"],
  ["the negative", tf.neg],
  ["ones", (x) => tf.mul(x, tf.onesLike(x))],
  ["the reciprocal", tf.reciprocal, "positive"],
  ["the rectifier", tf.relu],
  ["the rectifier up to six", (x) => tf.relu6(tf.mul(x, 5))],
  ["the reciprocal of the square root", tf.rsqrt, "positive"],
  ["SELU", tf.selu],
  ["the logistic function", tf.sigmoid],
  ["the sign", tf.sign],
  ["the sine", tf.sin],
  ["the hyperbolic sine", tf.sinh],
  ["softplus", tf.softplus],
  ["the square root", tf.sqrt, "positive"],
  ["the square", tf.square],
  ["a step", (x) => tf.step(x)],
  ["a step of another height", (x) => tf.step(x, 0.2)],
  ["the tangent", tf.tan, "unit"],
  ["the hyperbolic tangent", tf.tanh],
  ["zeros", (x) => tf.add(x, tf.zerosLike(x))],
];

/** The last entry: whether TensorFlow.js has a gradient where one operand is stretched. */
const binary: readonly Binary[] = [
  ["a sum", tf.add],
  ["a difference", tf.sub],
  ["a product", tf.mul],
  ["a quotient", (a, b) => tf.div(a, tf.add(tf.abs(b), 0.5))],
  ["the larger", tf.maximum, false],
  ["the smaller", tf.minimum, false],
  ["a squared difference", tf.squaredDifference, false],
  ["a power", (a, b) => tf.pow(tf.add(tf.abs(a), 0.5), b)],
];

const comparisons: readonly Binary[] = [
  ["equality", tf.equal],
  ["inequality", tf.notEqual],
  ["greater", tf.greater],
  ["greater or equal", tf.greaterEqual],
  ["less", tf.less],
  ["less or equal", tf.lessEqual],
];

/** What a smaller operand can look like beside an image of so many channels. */
const small: readonly (readonly [title: string, shape: (channels: number) => Shape])[] = [
  ["numbers per image and channel", (channels) => [BATCH, 1, 1, channels]],
  ["numbers per channel, of rank 4", (channels) => [1, 1, 1, channels]],
  ["numbers per channel", (channels) => [channels]],
  ["numbers per image", () => [BATCH, 1, 1, 1]],
  ["numbers per pixel", () => [BATCH, HEIGHT, WIDTH, 1]],
  ["one image for all", (channels) => [1, HEIGHT, WIDTH, channels]],
  ["one image of rank 3", (channels) => [HEIGHT, WIDTH, channels]],
  ["one row", (channels) => [WIDTH, channels]],
  ["numbers per row", (channels) => [BATCH, HEIGHT, 1, channels]],
  ["a number", () => []],
  ["a list of one", () => [1]],
];

/** Small whole numbers, so that there are equal ones. */
const coarse = (x: Tensor) => tf.round(tf.mul(x, 1.5));
const positive = (x: Tensor) => tf.greater(x, 0);

/** Operations that work entry by entry. */
export const elementwiseCases: readonly LoweringCase[] = [
  ...smooth.map(([title, fn, range = "all"]) => ({
    title: `${title}`,
    fn: (x: Tensor) => fn(x),
    inputs: [{ shape: [3, 7], range }],
  })),
  ...["elu", "exp", "relu", "selu", "leakyRelu", "square", "step", "sign", "log1p"].flatMap((name) => {
    const fn = tf[name as "elu"];
    return inEveryLayout(name, (x) => fn(name === "log1p" ? tf.square(x!) : x!));
  }),
  {
    title: "the exponential of tiny numbers less one",
    fn: (x) => tf.expm1(tf.mul(x!, 1e-6)),
    inputs: [[20]],
  },
  { title: "the logarithm of a little more than one", fn: (x) => tf.log1p(tf.mul(x!, 1e-6)), inputs: [[20]] },
  {
    title: "rounding of halves to the even neighbour",
    fn: (x) => tf.round(tf.div(tf.round(tf.mul(x!, 4)), 2)),
    inputs: [[100]],
  },
  ...inEveryLayout("clipping", (x) => tf.clipByValue(x!, -0.5, 0.75)),
  ...inEveryLayout("ones and zeros", (x) => tf.add(tf.mul(x!, tf.onesLike(x!)), tf.zerosLike(x!))),

  ...binary.flatMap(([title, fn, stretches = true]) => [
    { title, fn: (a: Tensor, b: Tensor) => fn(a, b), inputs: [[3, 7], [3, 7]] },
    ...[[[3, 7], [3, 1]], [[3, 1, 2], [4, 1]]].map((inputs) => ({
      title: `${title} of [${inputs[0]}] and [${inputs[1]}]`,
      fn: (a: Tensor, b: Tensor) => fn(a, b),
      inputs,
      ...(stretches ? {} : { gradients: 0 }),
    })),
    ...inEveryLayout(
      title,
      (x, y) => fn(x!, y!),
      (channels) => [[BATCH, HEIGHT, WIDTH, channels]],
    ),
    ...inEveryLayout(`${title} with itself moved`, (x) => fn(x!, tf.relu(tf.reverse(x!, [1])))),
  ]),
  ...small.flatMap(([title, shape]) => [
    ...inEveryLayout(`a sum with ${title}`, (x, y) => tf.add(x!, y!), (channels) => [shape(channels)]),
    ...inEveryLayout(`a difference from ${title}`, (x, y) => tf.sub(y!, x!), (channels) => [shape(channels)]),
    ...inEveryLayout(`a product with ${title}`, (x, y) => tf.mul(x!, y!), (channels) => [shape(channels)]),
  ]),
  ...inEveryLayout("a small value of an image stretched by a plain one", (x, y) =>
    tf.add(
      tf.mean(x!, [1, 2], true),
      y!,
    ), (channels) => [[BATCH, HEIGHT, WIDTH, channels]]),
  ...inEveryLayout("a bias after a rectifier", (x, bias) =>
    tf.add(
      tf.relu(x!),
      bias!,
    ), (channels) => [[channels]]),
  ...inEveryLayout("a bias twice", (x, a, b) => tf.add(b!, tf.add(x!, a!)), (channels) => [
    [channels],
    [channels],
  ]),
  ...inEveryLayout("a rectified bias, beside the value without it", (x, bias) =>
    tf.mul(
      tf.relu(tf.add(x!, bias!)),
      x!,
    ), (channels) => [[channels]]),
  ...inEveryLayout("a sum of many", (x, y) =>
    tf.addN([
      x!,
      y!,
      tf.square(x!),
      mix(x!, y!.shape[3]!),
    ]), (channels) => [[BATCH, HEIGHT, WIDTH, channels]]),

  ...comparisons.flatMap(([title, fn]) => [
    { title, fn: (a: Tensor, b: Tensor) => fn(coarse(a), coarse(b)), inputs: [[5, 7], [5, 7]], gradients: 0 },
    ...inEveryLayout(
      title,
      (x, y) => fn(coarse(x!), coarse(y!)),
      (channels) => [[BATCH, HEIGHT, WIDTH, channels]],
      { gradients: 0 },
    ),
    ...inEveryLayout(`${title} to a number per channel`, (x, y) => fn(coarse(x!), coarse(y!)), (channels) => [
      [channels],
    ], { gradients: 0 }),
  ]),
  ...inEveryLayout(
    "truth values combined",
    (x, y) =>
      tf.logicalOr(
        tf.logicalAnd(positive(x!), positive(y!)),
        tf.logicalNot(positive(tf.add(x!, y!))),
      ),
    (channels) => [[BATCH, HEIGHT, WIDTH, channels]],
    { gradients: 0 },
  ),
  ...inEveryLayout(
    "numbers that are none",
    (x) => {
      const broken = tf.log(x!);
      return tf.add(
        tf.cast(tf.isNaN(broken), "float32"),
        tf.cast(tf.isFinite(tf.div(x!, tf.relu(x!))), "int32"),
      );
    },
    undefined,
    { gradients: 0 },
  ),
  ...inEveryLayout(
    "a choice by its own sign",
    (x, y) => tf.where(positive(x!), y!, tf.square(x!)),
    (channels) => [
      [BATCH, HEIGHT, WIDTH, channels],
    ],
    // TensorFlow.js has no gradient of a comparison, not even zero
    { gradients: 0 },
  ),
  ...inEveryLayout(
    "a choice by a plain condition",
    (x, chooser) => tf.where(positive(chooser!), x!, tf.neg(x!)),
    (channels) => [[BATCH, HEIGHT, WIDTH, channels]],
    { gradients: 1 },
  ),
  ...inEveryLayout(
    "a choice per image",
    (x, chooser) => tf.where(positive(chooser!), x!, tf.neg(x!)),
    () => [[BATCH, 1, 1, 1]],
    { gradients: 1 },
  ),
  {
    title: "conversions between numbers and truth values",
    fn: (x) => {
      const whole = tf.cast(tf.mul(x!, 3), "int32");
      const truth = tf.cast(whole, "bool");
      return tf.add(tf.cast(whole, "float32"), tf.cast(tf.cast(truth, "int32"), "float32"));
    },
    inputs: [[40]],
    gradients: 0,
  },
  ...inEveryLayout("conversion to whole numbers", (x) => tf.cast(tf.mul(x!, 3), "int32"), undefined, {
    gradients: 0,
  }),
  {
    title: "the rounded-down quotient of whole numbers",
    fn: (a, b) => tf.floorDiv(tf.cast(tf.mul(a!, 9), "int32"), tf.cast(tf.add(tf.square(b!), 1), "int32")),
    inputs: [[40], [40]],
    gradients: 0,
  },
  {
    title: "arithmetic of whole numbers",
    fn: (a, b) => {
      const [m, n] = [tf.cast(tf.mul(a!, 9), "int32"), tf.cast(tf.mul(b!, 9), "int32")];
      return tf.maximum(tf.mul(tf.sub(m, n), tf.onesLike(m)), tf.clipByValue(tf.add(m, n), -4, 7));
    },
    inputs: [[40], [40]],
    gradients: 0,
  },
];
