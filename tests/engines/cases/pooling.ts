import * as tf from "../../../lib/tensor/tf.ts";
import type { Tensor } from "../../../lib/tensor/types.ts";
import { enlarge } from "../../../lib/layers/enlarge.ts";
import { fixed, inEveryLayout, type LoweringCase } from "./case.ts";

type Pad = Parameters<typeof tf.avgPool>[3];
type Window = readonly [filter: number | [number, number], strides: number | [number, number], pad: Pad];

/** Windows that stay inside an image of any size. */
const inside: readonly Window[] = [[2, 2, "valid"], [3, 2, "valid"], [2, 3, "valid"], [1, 1, "valid"]];

/** Windows that hang over the edge of some images. */
const overhanging: readonly Window[] = [
  [2, 2, "same"],
  [3, 1, "same"],
  [3, 2, "same"],
  [[2, 3], [1, 2], "same"],
  [3, 2, 1],
  [3, 3, 1],
];

/** Pads to 6 × 6, so that windows of 2 and 3 can also tile the image. */
const square = (x: Tensor) =>
  tf.conv2d(x as tf.Tensor4D, fixed([2, 1, x.shape[3]!, x.shape[3]!], "square") as tf.Tensor4D, 1, [
    [0, 0],
    [1, 1],
    [1, 1],
    [0, 0],
  ]);

function average([filter, strides, pad]: Window): LoweringCase["fn"] {
  return (x) => tf.avgPool(x as tf.Tensor4D, filter as [number, number], strides as [number, number], pad);
}

function largest([filter, strides, pad]: Window): LoweringCase["fn"] {
  return (x) => tf.maxPool(x as tf.Tensor4D, filter as [number, number], strides as [number, number], pad);
}

function resize(x: Tensor, factor: number): Tensor {
  const [, height, width] = x.shape as [number, number, number];
  return tf.image.resizeNearestNeighbor(x as tf.Tensor4D, [height * factor, width * factor]);
}

function averageCases(window: Window, gradients: 0 | 1): LoweringCase[] {
  const title = `the average of ${window[0]} every ${window[1]}, ${window[2]}`;
  const fn = average(window);
  return [
    ...inEveryLayout(title, fn, undefined, { gradients }),
    ...inEveryLayout(`${title}, of 6 × 6`, (x) => fn(square(x!)), undefined, { gradients }),
  ];
}

/** Pooling, and enlarging. */
export const poolingCases: readonly LoweringCase[] = [
  ...inside.flatMap((window) => averageCases(window, 1)),
  ...overhanging.flatMap((window) => averageCases(window, 0)),
  ...[...inside, ...overhanging].flatMap((window) => {
    const title = `the largest of ${window[0]} every ${window[1]}, ${window[2]}`;
    const fn = largest(window);
    return [
      ...inEveryLayout(title, fn),
      ...inEveryLayout(`${title}, with many equal ones`, (x) => fn(tf.relu(square(x!)))),
    ];
  }),
  ...[2, 3].flatMap((factor) => [
    ...inEveryLayout(`enlarging ${factor} times`, (x) => enlarge(x!, factor)),
    ...inEveryLayout(`resizing ${factor} times`, (x) => resize(x!, factor), undefined, { gradients: 0 }),
  ]),
];

/**
 * Linear functions of an image whose gradient TensorFlow.js 4.22 computes wrong on its plain JavaScript backend.
 *
 * Its average divides by the pixels inside the image, but its gradient by the whole window even where that hangs
 * over the edge; and its gradient of a resize adds some of the copies of a pixel to another.
 */
export const faultyGradientCases: readonly LoweringCase[] = [
  ...overhanging.flatMap((window) =>
    inEveryLayout(`the average of ${window[0]} every ${window[1]}, ${window[2]}`, average(window))
  ),
  // one window and one pixel of the result, but the window does not tile the image
  {
    title: "the average of 3 every 3 of 3 × 3, with a border",
    fn: average([3, 3, 1]),
    inputs: [[2, 3, 3, 4]],
  },
  ...[2, 3].flatMap((factor) => inEveryLayout(`resizing ${factor} times`, (x) => resize(x!, factor))),
];
