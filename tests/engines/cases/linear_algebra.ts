import * as tf from "../../../lib/tensor/tf.ts";
import { type LoweringCase, mix } from "./case.ts";

const orientations = [[false, false], [true, false], [false, true], [true, true]] as const;

/** Products of matrices. */
export const linearAlgebraCases: readonly LoweringCase[] = [
  ...orientations.flatMap(([transposeA, transposeB]) => {
    const a = transposeA ? [4, 3] : [3, 4];
    const b = transposeB ? [5, 4] : [4, 5];
    const title = `a product${transposeA ? ", the first transposed" : ""}${
      transposeB ? ", the second transposed" : ""
    }`;
    const fn: LoweringCase["fn"] = (a, b) => tf.matMul(a!, b!, transposeA, transposeB);
    return [
      { title: `${title}`, fn, inputs: [a, b] },
      { title: `${title}, many at once`, fn, inputs: [[2, 6, ...a], [2, 6, ...b]] },
      // TensorFlow.js has no gradient of a matrix that is multiplied by many
      { title: `${title}, one for many`, fn, inputs: [[6, ...a], [1, ...b]], gradients: 0 },
      { title: `${title}, of batches of one`, fn, inputs: [[1, ...a], [1, ...b]] },
    ];
  }),
  {
    title: "a product of a large matrix, transposed, many at once",
    fn: (a, b) => tf.matMul(a!, b!, true),
    inputs: [[6, 5, 9], [6, 5, 2]],
  },
  { title: "a product of one row", fn: (a, b) => tf.matMul(a!, b!), inputs: [[1, 7], [7, 5]] },
  { title: "a product with one column", fn: (a, b) => tf.matMul(a!, b!), inputs: [[6, 7], [7, 1]] },
  {
    title: "a linear layer with a bias, and another bias",
    fn: (x, weight, bias, more) => tf.add(tf.relu(tf.add(tf.matMul(x!, weight!, false, true), bias!)), more!),
    inputs: [[6, 7], [5, 7], [5], [5]],
  },
  {
    title: "a product with a number per row, which is not a bias",
    fn: (a, b, column) => tf.add(tf.matMul(a!, b!), column!),
    inputs: [[5, 7], [7, 5], [5, 1]],
  },
  {
    title: "attention between the pixels of a blocked image",
    fn: (x) => {
      const tokens = tf.reshape(mix(x!, 32), [2, 12, 4, 8]);
      const heads = tf.transpose(tokens, [0, 2, 1, 3]);
      const weights = tf.softmax(tf.mul(tf.matMul(heads, heads, false, true), 1 / Math.sqrt(8)));
      return tf.reshape(tf.transpose(tf.matMul(weights, heads), [0, 2, 1, 3]), [2, 3, 4, 32]);
    },
    inputs: [[2, 3, 4, 16]],
  },
];
