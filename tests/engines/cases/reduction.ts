import * as tf from "../../../lib/tensor/tf.ts";
import type { Tensor } from "../../../lib/tensor/types.ts";
import { inEveryLayout, type LoweringCase } from "./case.ts";

/** Every choice of some of four axes. */
const subsets = Array.from(
  { length: 15 },
  (_, i) => [0, 1, 2, 3].filter((axis) => (i + 1) >> axis & 1),
);

const positive = (x: Tensor) => tf.greater(x, 0);

/** Operations that reduce along axes, or normalise along one. */
export const reductionCases: readonly LoweringCase[] = [
  ...subsets.flatMap((axes) =>
    [true, false].flatMap((keep) => [
      ...inEveryLayout(`a sum over ${axes}${keep ? " that keeps them" : ""}`, (x) => tf.sum(x!, axes, keep)),
      ...inEveryLayout(
        `the largest over ${axes}${keep ? " that keeps them" : ""}`,
        (x) => tf.max(x!, axes, keep),
      ),
    ])
  ),
  ...inEveryLayout("axes in another order, counted from the end", (x) => tf.mean(x!, [-2, 1])),
  ...inEveryLayout("a sum over everything", (x) => tf.sum(x!)),
  ...inEveryLayout("the mean of the squares per image", (x) => tf.mean(tf.square(x!), [1, 2, 3])),
  ...inEveryLayout("the sums of the squares over the pixels", (x) => tf.sum(tf.square(x!), [1, 2])),
  ...inEveryLayout(
    "the sums of the products of two images over the pixels, and the products",
    (x) => {
      const products = tf.mul(x!, tf.tanh(x!));
      return tf.add(tf.sum(products, [1, 2], true), products);
    },
  ),
  ...inEveryLayout(
    "the sums over the pixels of an image times a number",
    (x) => tf.sum(tf.mul(x!, tf.mean(x!)), [1, 2]),
  ),
  { title: "a sum over the rows of a matrix", fn: (x) => tf.sum(x!, 0), inputs: [[70, 5]] },
  ...inEveryLayout("the smallest per channel", (x) => tf.min(x!, [0, 1, 2])),
  ...inEveryLayout("the mean and variance per group", (x) => {
    const groups = x!.shape[3] === 32 ? 4 : 5;
    const grouped = tf.reshape(x!, [x!.shape[0]!, x!.shape[1]! * x!.shape[2]!, groups, -1]);
    const { mean, variance } = tf.moments(grouped, [1, 3], true);
    return tf.reshape(tf.div(tf.sub(grouped, mean), tf.sqrt(tf.add(variance, 1e-5))), x!.shape);
  }),
  {
    // the gradient would need a cumulative product, which ONNX does not have
    title: "a product",
    fn: (x) => tf.prod(x!, [1]),
    inputs: [[3, 5]],
    gradients: 0,
  },
  {
    title: "the mean of whole numbers",
    fn: (x) => tf.mean(tf.cast(tf.mul(x!, 5), "int32"), [1]),
    inputs: [[4, 7]],
    gradients: 0,
  },
  { title: "a sum of truth values", fn: (x) => tf.sum(positive(x!), [0]), inputs: [[4, 7]], gradients: 0 },
  { title: "a sum of a single number", fn: (x) => tf.sum(x!), inputs: [[]] },
  ...inEveryLayout("all", (x) => tf.all(positive(tf.add(x!, 1.5)), [3]), undefined, { gradients: 0 }),
  ...inEveryLayout("any", (x) => tf.any(positive(tf.sub(x!, 1.5)), [1, 2]), undefined, { gradients: 0 }),
  ...[0, 1, 2, -1].flatMap((axis) => [
    ...inEveryLayout(`where the largest is along axis ${axis}`, (x) => tf.argMax(x!, axis), undefined, {
      gradients: 0,
    }),
    ...inEveryLayout(`where the smallest is along axis ${axis}`, (x) => tf.argMin(x!, axis), undefined, {
      gradients: 0,
    }),
  ]),
  {
    title: "where the first of several largest is",
    fn: (x) => tf.argMax(tf.round(x!), 1),
    inputs: [[6, 20]],
    gradients: 0,
  },
  ...inEveryLayout("the softmax over channels", (x) => tf.softmax(x!)),
  ...inEveryLayout("the logarithm of the softmax over channels", (x) => tf.logSoftmax(x!)),
  // TensorFlow.js's gradient of a running sum is right along the last axis only, counted from the first
  ...inEveryLayout("a running sum of columns", (x) => tf.cumsum(x!, 2), undefined, { gradients: 0 }),
  ...inEveryLayout("a running sum of channels", (x) => tf.cumsum(x!, 3)),
  { title: "a running sum", fn: (x) => tf.cumsum(x!, 0), inputs: [[5, 3]], gradients: 0 },
  { title: "a running sum without the entry itself", fn: (x) => tf.cumsum(x!, 1, true), inputs: [[5, 3]] },
  { title: "a running sum from the end", fn: (x) => tf.cumsum(x!, 1, true, true), inputs: [[5, 3]] },
];
