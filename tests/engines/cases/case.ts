import * as tf from "../../../lib/tensor/tf.ts";
import { sizeOf } from "../../../lib/tensor/shape.ts";
import type { Shape, Tensor } from "../../../lib/tensor/types.ts";
import { normals32 } from "../../support/draws.ts";

/** Where an input's numbers lie: standard normal numbers `z` are taken there. */
export type Range = "all" | "positive" | "unit" | "aboveOne";

/** An input: its shape, and where its numbers lie unless anywhere. */
export type Input = Shape | { readonly shape: Shape; readonly range: Range };

/** One small tensor function that every engine must agree on. */
export interface LoweringCase {
  /** What it tests, as the end of a sentence. */
  readonly title: string;
  /** The function. */
  readonly fn: (...inputs: Tensor[]) => Tensor;
  /** Its inputs. */
  readonly inputs: readonly Input[];
  /** With respect to how many of its inputs, from the first, it is differentiated; all unless given. */
  readonly gradients?: number;
  /** How far an entry may be off, relative to the largest; 1e-5 unless given. */
  readonly tolerance?: number;
}

const ranges: Readonly<Record<Range, (z: number) => number>> = {
  all: (z) => z,
  positive: (z) => 0.3 + Math.abs(z),
  unit: (z) => 0.9 * Math.tanh(z),
  aboveOne: (z) => 1.1 + Math.abs(z),
};

/** An input's shape. */
export function shapeOf(input: Input): Shape {
  return "range" in input ? input.shape : input;
}

/** An input's numbers, others for every place but the same at every run. */
export function drawInput(input: Input, place: number): Float32Array {
  const numbers = normals32(sizeOf(shapeOf(input)), `input ${place}`);
  return numbers.map("range" in input ? ranges[input.range] : ranges.all);
}

/** Numbers that are part of a function. */
export function fixed(shape: Shape, purpose: string): Tensor {
  return tf.tensor(normals32(sizeOf(shape), purpose), [...shape], "float32");
}

/** A convolution with a window of one pixel and fixed filters. */
export function mix(x: Tensor, channels: number): Tensor {
  const filters = fixed([1, 1, x.shape[3]!, channels], "mix") as tf.Tensor4D;
  return tf.conv2d(x as tf.Tensor4D, tf.mul(filters, 1 / Math.sqrt(x.shape[3]!)), 1, "same");
}

/** A way in which a value can lie in memory, and how to make such a value. */
interface LayoutSource {
  readonly layout: "plain" | "channels-first" | "blocked";
  /** The channels of what `make` takes. */
  readonly from: number;
  /** The channels of what `make` returns. */
  readonly channels: number;
  readonly make: (x: Tensor) => Tensor;
}

/** 32 channels are whole blocks of 8 and of 16, 5 of neither. */
export const sources: readonly LayoutSource[] = [
  { layout: "plain", from: 32, channels: 32, make: (x) => x },
  { layout: "channels-first", from: 3, channels: 5, make: (x) => mix(x, 5) },
  { layout: "blocked", from: 16, channels: 32, make: (x) => mix(x, 32) },
];

/** Different lengths on all axes, so that none can be taken for another. */
export const BATCH = 2;
/** The height of the images of {@linkcode inEveryLayout}. */
export const HEIGHT = 5;
/** Their width. */
export const WIDTH = 4;

/**
 * The same function of an image in every layout.
 *
 * @param title What it tests.
 * @param fn A function of an image `[BATCH, HEIGHT, WIDTH, C]` and more inputs.
 * @param inputs The inputs besides the image, for a number of channels.
 * @param options What else a case has.
 */
export function inEveryLayout(
  title: string,
  fn: LoweringCase["fn"],
  inputs: (channels: number) => readonly Input[] = () => [],
  options: Pick<LoweringCase, "gradients" | "tolerance"> = {},
): LoweringCase[] {
  return sources.map(({ layout, from, channels, make }) => ({
    ...options,
    title: `${title}, of a ${layout} image`,
    fn: (x, ...rest) => fn(make(x!), ...rest),
    inputs: [[BATCH, HEIGHT, WIDTH, from], ...inputs(channels)],
  }));
}
