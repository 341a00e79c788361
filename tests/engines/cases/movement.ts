import * as tf from "../../../lib/tensor/tf.ts";
import type { Tensor } from "../../../lib/tensor/types.ts";
import { BATCH, HEIGHT, inEveryLayout, type Input, type LoweringCase, mix, WIDTH } from "./case.ts";

/** An image like the first one: the same height, width and channels. */
const another = (channels: number): Input[] => [[BATCH, HEIGHT, WIDTH, channels]];

/** Whole numbers `0 … count − 1`. */
const whole = (x: Tensor, count: number) =>
  tf.cast(tf.clipByValue(tf.floor(tf.add(tf.mul(x, 2), count / 2)), 0, count - 1), "int32");

const image4 = (x: Tensor) => x as tf.Tensor4D;

/** Operations that move entries without changing them. */
export const movementCases: readonly LoweringCase[] = [
  ...inEveryLayout("flattening", (x) => tf.reshape(x!, [BATCH, -1])),
  ...inEveryLayout("reshaping to tokens and back", (x) => {
    const tokens = tf.reshape(x!, [BATCH, HEIGHT * WIDTH, x!.shape[3]!]);
    return tf.reshape(tf.square(tokens), x!.shape);
  }),
  ...inEveryLayout("reshaping to the same shape", (x) => tf.square(tf.reshape(x!, x!.shape))),
  ...inEveryLayout("splitting the channels into heads", (x) => tf.reshape(x!, [BATCH, HEIGHT, -1, 2])),
  ...inEveryLayout("one more axis", (x) => tf.expandDims(x!, 1)),
  ...inEveryLayout("one more axis at the end", (x) => tf.expandDims(x!, -1)),
  ...[[0, 3, 1, 2], [3, 0, 1, 2], [0, 2, 1, 3], [3, 2, 1, 0]].flatMap((order) =>
    inEveryLayout(`transposition to ${order}`, (x) => tf.transpose(x!, order))
  ),
  ...inEveryLayout("two transpositions", (x) => tf.transpose(tf.transpose(x!, [0, 3, 1, 2]), [0, 2, 3, 1])),
  {
    title: "a transposition of five axes, with lengths of 1",
    fn: (x) => tf.transpose(tf.transpose(x!, [4, 0, 2, 1, 3]), [2, 0, 1, 4, 3]),
    inputs: [[2, 3, 1, 4, 5]],
  },

  ...[0, 1, 2, 3].flatMap((axis) => [
    ...inEveryLayout(`joining with a plain image along axis ${axis}`, (x, y) =>
      tf.concat(
        [x!, y!],
        axis,
      ), another),
    ...inEveryLayout(
      `joining with itself along axis ${axis}`,
      (x) => tf.concat([tf.square(x!), x!], axis - 4),
    ),
    ...inEveryLayout(`turning axis ${axis} around`, (x) => tf.reverse(x!, axis)),
  ]),
  ...inEveryLayout("joining with one more channel", (x, y) => tf.concat([x!, y!], 3), () => [
    [BATCH, HEIGHT, WIDTH, 1],
  ]),
  ...inEveryLayout("joining with whole blocks", (x, y) => tf.concat([y!, x!], 3), () => [
    [BATCH, HEIGHT, WIDTH, 16],
  ]),
  ...inEveryLayout(
    "joining with a blocked and a channels-first image",
    (x, y) => tf.concat([mix(x!, 16), mix(x!, 3), y!], -1),
    another,
  ),
  ...inEveryLayout("joining with nothing", (x) => tf.concat([x!, tf.zeros([BATCH, HEIGHT, WIDTH, 0])], 3)),
  {
    title: "joining vectors",
    fn: (a, b, c) => tf.concat([a!, b!, c!], 0),
    inputs: [[3], [4], [1]],
  },

  ...[
    { title: "the first channels", begin: [0, 0, 0, 0], size: [BATCH, HEIGHT, WIDTH, 4] },
    { title: "channels across the border of two blocks", begin: [0, 0, 0, 1], size: [-1, -1, -1, -1] },
    { title: "rows", begin: [0, 1, 0, 0], size: [-1, 3, -1, -1] },
    { title: "columns", begin: [0, 0, 2, 0], size: [-1, -1, 2, -1] },
    { title: "one image", begin: [1, 0, 0, 0], size: [1, -1, -1, -1] },
    { title: "everything", begin: [0, 0, 0, 0], size: [-1, -1, -1, -1] },
    { title: "a box", begin: [1, 1, 1, 1], size: [1, 2, 3, 4] },
  ].flatMap(({ title, begin, size }) => inEveryLayout(`a slice: ${title}`, (x) => tf.slice(x!, begin, size))),
  ...inEveryLayout(
    "a slice: the last block of 16",
    (x) => x!.shape[3] === 32 ? tf.slice(x!, [0, 0, 0, 16], [-1, -1, -1, 16]) : x!,
  ),
  ...inEveryLayout(
    "a slice: 16 channels from the middle of a block",
    (x) => x!.shape[3] === 32 ? tf.slice(x!, [0, 0, 0, 12], [-1, -1, -1, 16]) : x!,
  ),
  ...inEveryLayout(
    "a slice: a whole block of one image",
    (x) => x!.shape[3] === 32 ? tf.slice(x!, [1, 0, 0, 16], [1, -1, -1, 16]) : x!,
  ),

  // TensorFlow.js has no gradient of a strided slice
  ...inEveryLayout(
    "a strided slice",
    (x) => tf.stridedSlice(x!, [0, 4, 0, 1], [2, 0, 4, 5], [1, -2, 3, 2]),
    undefined,
    { gradients: 0 },
  ),
  {
    title: "a strided slice backwards to the very first",
    fn: (x) => tf.stridedSlice(x!, [5, 1], [0, 3], [-1, 1], 0, 1),
    inputs: [[6, 3]],
    gradients: 0,
  },

  ...inEveryLayout("splitting the channels unevenly", (x) => {
    const [head, tail] = tf.split(x!, [2, x!.shape[3]! - 2], 3);
    return tf.concat([tf.square(tail!), head!], 3);
  }),
  ...inEveryLayout("splitting off whole blocks", (x) => {
    if (x!.shape[3] !== 32) return x!;
    const [head, tail] = tf.split(x!, 2, -1);
    return tf.concat([tf.square(tail!), head!], 3);
  }),
  ...inEveryLayout("splitting the rows", (x) => {
    const [head, tail] = tf.split(x!, [2, 3], 1);
    return tf.concat([tf.square(tail!), head!], 1);
  }),
  // TensorFlow.js has no gradient of a split into a single part
  ...inEveryLayout("splitting into one", (x) => tf.split(x!, 1, 3)[0]!, undefined, { gradients: 0 }),
  ...inEveryLayout("splitting the images", (x) => {
    const [first, second] = tf.split(x!, 2, 0);
    return tf.mul(first!, second!);
  }),

  ...[[1, 1, 1, 2], [2, 1, 1, 1], [1, 2, 3, 1]].flatMap((repeats) =>
    inEveryLayout(`tiling ${repeats}`, (x) => tf.tile(x!, repeats))
  ),
  ...inEveryLayout("stretching numbers per image and channel to the image", (x) =>
    tf.broadcastTo(
      tf.mean(x!, [1, 2], true),
      x!.shape,
    )),
  ...inEveryLayout("stretching a value of one pixel", (x) => {
    const pixel = mix(tf.slice(x!, [0, 0, 0, 0], [-1, 1, 1, -1]), x!.shape[3]!);
    return tf.tile(pixel, [1, HEIGHT, WIDTH, 1]);
  }),
  ...inEveryLayout("padding rows and columns", (x) => tf.pad(x!, [[0, 0], [1, 2], [0, 1], [0, 0]])),
  ...inEveryLayout(
    "padding channels with a number",
    (x) => tf.pad(x!, [[0, 0], [0, 0], [0, 0], [1, 2]], 0.5),
  ),
  {
    title: "padding whole numbers",
    fn: (x) => tf.pad(whole(x!, 5), [[1, 2]], 7),
    inputs: [[6]],
    gradients: 0,
  },

  {
    title: "rows by their number",
    fn: (table, x) => tf.gather(table!, whole(x!, 6), 0),
    inputs: [[6, 4], [9]],
    gradients: 1,
  },
  {
    title: "columns by their number, in a matrix",
    fn: (table, x) => tf.gather(table!, whole(x!, 4) as tf.Tensor2D, -1),
    inputs: [[3, 4], [2, 5]],
    gradients: 0,
  },
  ...inEveryLayout(
    "channels by their number",
    (x) => tf.gather(x!, tf.tensor1d([3, 0, 3, 1], "int32"), 3),
  ),
  {
    title: "one of many",
    fn: (x) => tf.oneHot(whole(x!, 5), 5),
    inputs: [[3, 4]],
    gradients: 0,
  },
  {
    title: "one of many with other values, and numbers outside",
    fn: (x) =>
      tf.oneHot(tf.sub(whole(x!, 8), tf.scalar(2, "int32")) as tf.Tensor1D, 4, 0.75, -0.25, "float32"),
    inputs: [[30]],
    gradients: 0,
  },
  {
    title: "division of one of many, which are whole numbers",
    fn: (x) => tf.div(tf.oneHot(whole(x!, 5), 5), tf.scalar(2, "int32")),
    inputs: [[3, 4]],
    gradients: 0,
  },

  ...[0, 1, -1].flatMap((axis) => [
    ...inEveryLayout(`stacking along axis ${axis}`, (x) => tf.stack([x!, tf.square(x!)], axis)),
    ...inEveryLayout(`unstacking along axis ${axis}`, (x) => {
      const rows = tf.unstack(x!, axis);
      return tf.sub(tf.square(rows[0]!), rows.at(-1)!);
    }),
  ]),
  // TensorFlow.js has no gradient of unstacking a single one
  {
    title: "stacking one, and unstacking it",
    gradients: 0,
    fn: (x) => tf.unstack(tf.stack([x!]))[0]!,
    inputs: [[3, 2]],
  },
  {
    title: "filling with a number",
    fn: (x) => tf.add(x!, tf.add(tf.fill([2, 3], 0.25), tf.fill([2, 1], 3, "int32"))),
    inputs: [[2, 3]],
  },
  {
    title: "filling a single number and truth values",
    fn: (x) => tf.where(tf.fill([2, 3], 1, "bool"), x!, tf.fill([], 0.5)),
    inputs: [[2, 3]],
  },
  {
    title: "numbers in a row, up and down, whole and spaced",
    fn: (x) => {
      const frequencies = tf.concat([
        tf.range(0, 5),
        tf.range(5, 1),
        tf.range(-1, 1, 0.5),
        tf.linspace(0, 2, 7),
      ]);
      const whole = tf.add(tf.range(0, 20, 1, "int32"), tf.cast(tf.linspace(3, 4, 1), "int32"));
      return tf.mul(tf.mul(x!, frequencies), whole);
    },
    inputs: [[3, 20]],
  },
  ...inEveryLayout("an image itself", (x) => tf.clone(x!)),
  ...inEveryLayout("a crop, enlarged by padding, joined and mixed", (x) => {
    const crop = tf.slice(x!, [0, 1, 1, 0], [-1, 3, 2, -1]);
    const wide = tf.pad(crop, [[0, 0], [1, 1], [2, 0], [0, 0]]);
    return tf.conv2d(image4(tf.concat([wide, x!], 3)), tf.ones([1, 1, 2 * x!.shape[3]!, 16]), 1, "same");
  }),
];
