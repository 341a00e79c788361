import type { Shape } from "../../../tensor/types.ts";
import type { Graph, Node } from "../graph.ts";
import { NCHWC, permute, plain, reshape, TO_CHANNELS_FIRST, withRankFour } from "../layout.ts";
import type { Traced } from "../traced.ts";

/**
 * Sums and products of blocked images with numbers per example and channel, in one pass: `scale·x + shift + more`.
 *
 * The runtime broadcasts in spans of one block, which is several times as slow as a convolution whose window is one
 * pixel, with every channel of every example a group of its own; that takes a shift as its bias, and another image
 * that it adds.
 *
 * @module
 */

/** The scaling and shifting of an image. */
interface Affine {
  /** The image, `[1, B·C, H, W]`. */
  readonly image: string;
  /** `[B·C, 1, 1, 1]`. */
  readonly scale: string;
  /** `[B·C]`; empty for none. */
  readonly shift: string;
  /** Another image that is added, `[1, B·C, H, W]`; empty for none. */
  readonly more: string;
}

/** How many channels all images of a batch have together. */
function channelsOf([batch, , , channels]: Shape): number {
  return batch! * channels!;
}

/** The images of a batch as one image of many channels. */
function asOne(graph: Graph, value: string, shape: Shape): string {
  return reshape(graph, value, [1, channelsOf(shape), shape[1]!, shape[2]!]);
}

/** The same number for every channel. */
function everywhere(graph: Graph, number: number, shape: Shape): string {
  return graph.add("Expand", [graph.scalar(number), graph.integers(channelsOf(shape), 1, 1, 1)]);
}

/** Adds the pass over an image, and what is done with each entry after it. */
function pass(
  graph: Graph,
  { image, scale, shift, more }: Affine,
  { shape }: Traced,
  activation?: string,
): Traced {
  const optional = more !== "" ? [shift, more] : shift !== "" ? [shift] : [];
  const value = graph.add(`${NCHWC}/Conv`, [image, scale, ...optional], {
    pads: [0, 0, 0, 0],
    strides: [1, 1],
    dilations: [1, 1],
    group: channelsOf(shape),
    kernel_shape: [1, 1],
    ...activation === undefined ? {} : { activation },
  });
  return {
    value: reshape(graph, value, permute(shape, TO_CHANNELS_FIRST)),
    shape,
    dtype: "float32",
    layout: "blocked",
  };
}

/** The pass that made an image, if it was one. */
function passOf(graph: Graph, { value, shape, layout }: Traced): Affine | undefined {
  if (layout !== "blocked") return undefined;
  const outer = graph.producer(value);
  const made: Node | undefined = outer?.op === "Reshape" ? graph.producer(outer.inputs[0]!) : undefined;
  if (made?.op !== `${NCHWC}/Conv` || made.attributes["group"] !== channelsOf(shape)) return undefined;
  if (made.attributes["activation"] !== undefined) return undefined;
  const [image, scale, shift = "", more = ""] = made.inputs as [string, string, string?, string?];
  return { image, scale, shift, more };
}

/** Whether a value is an image that lies in blocks. */
function isImage({ layout, dtype, shape }: Traced): boolean {
  return layout === "blocked" && dtype === "float32" && shape.length === 4;
}

/** Numbers for every channel of every image, `[B·C]`; undefined where a value is none. */
function rowOf(graph: Graph, image: Traced, numbers: Traced): string | undefined {
  const [batch, height, width, channels] = image.shape;
  if (!isImage(image) || height! * width! === 1 || numbers.dtype !== "float32" || numbers.shape.length > 4) {
    return undefined;
  }
  const { shape } = numbers.shape.length === 4 ? numbers : withRankFour(graph, numbers);
  const isRow = shape[1] === 1 && shape[2] === 1 && shape[3] === channels && [1, batch].includes(shape[0]);
  if (!isRow) return undefined;
  const flat = reshape(graph, plain(graph, numbers), [shape[0]!, channels!]);
  if (shape[0] === batch) return reshape(graph, flat, [batch! * channels!]);
  const repeated = graph.add("Expand", [flat, graph.integers(batch!, channels!)]);
  return reshape(graph, repeated, [batch! * channels!]);
}

/** An image times numbers per channel; undefined where the operands are not that. */
export function scaled(graph: Graph, image: Traced, numbers: Traced): Traced | undefined {
  const row = rowOf(graph, image, numbers);
  if (row === undefined) return undefined;
  const scale = reshape(graph, row, [channelsOf(image.shape), 1, 1, 1]);
  return pass(graph, { image: asOne(graph, image.value, image.shape), scale, shift: "", more: "" }, image);
}

/** An image plus or minus numbers per channel, in the pass that makes it, if one does. */
export function shifted(graph: Graph, image: Traced, numbers: Traced, op: "Add" | "Sub"): Traced | undefined {
  const row = rowOf(graph, image, numbers);
  if (row === undefined) return undefined;
  const before = passOf(graph, image) ?? {
    image: asOne(graph, image.value, image.shape),
    scale: everywhere(graph, 1, image.shape),
    shift: "",
    more: "",
  };
  const shift = before.shift === ""
    ? op === "Add" ? row : graph.add("Neg", [row])
    : graph.add(op, [before.shift, row]);
  return pass(graph, { ...before, shift }, image);
}

/** An image plus or minus one that a pass makes, in that pass. */
export function joined(graph: Graph, image: Traced, other: Traced, op: "Add" | "Sub"): Traced | undefined {
  if (!isImage(image) || `${image.shape}` !== `${other.shape}`) return undefined;
  const made = passOf(graph, other);
  if (made === undefined || made.more !== "") return undefined;
  const signed = (value: string) => value === "" || op === "Add" ? value : graph.add("Neg", [value]);
  const more = asOne(graph, image.value, image.shape);
  return pass(
    graph,
    { image: made.image, scale: signed(made.scale), shift: signed(made.shift), more },
    image,
  );
}

/**
 * A function of every entry of an image that a pass makes, in that pass.
 *
 * The pass is done once more, so that the image without it need not be kept for the function.
 */
export function activated(graph: Graph, image: Traced, activation: "Sigmoid"): Traced | undefined {
  const made = passOf(graph, image);
  return made && pass(graph, made, image, activation);
}

/** The sum over the pixels of an image that a pass has only shifted, from that of the image before. */
export function sumBefore(
  graph: Graph,
  image: Traced,
): { readonly image: Traced; readonly shift: string } | undefined {
  const made = passOf(graph, image);
  if (made === undefined || made.shift === "" || made.more !== "") return undefined;
  if (made.scale !== everywhere(graph, 1, image.shape)) return undefined;
  const value = reshape(graph, made.image, permute(image.shape, TO_CHANNELS_FIRST));
  return { image: { ...image, value }, shift: made.shift };
}

/** Which values are products of two images that lie in blocks, and of which. */
const products = new WeakMap<Graph, Map<string, readonly [string, string]>>();

/** Remembers that a value is the product of two images, entry by entry. */
export function noteProduct(graph: Graph, product: Traced, a: Traced, b: Traced): void {
  if (![product, a, b].every((value) => isImage(value) && `${value.shape}` === `${product.shape}`)) return;
  const known = products.get(graph) ?? new Map<string, readonly [string, string]>();
  products.set(graph, known.set(product.value, [a.value, b.value]));
}

/**
 * The sums over the pixels of a product of two images, `[B, C]`, without the product itself: a convolution of one, each
 * channel for itself, with a window as large as the image, whose filters are the other.
 */
export function productSums(graph: Graph, { value, shape }: Traced): string | undefined {
  const factors = products.get(graph)?.get(value);
  if (factors === undefined) return undefined;
  const [batch, height, width, channels] = shape as [number, number, number, number];
  const [image, filters] = factors;
  const sums = graph.add(`${NCHWC}/Conv`, [
    asOne(graph, image, shape),
    reshape(graph, filters, [batch * channels, 1, height, width]),
  ], {
    pads: [0, 0, 0, 0],
    strides: [1, 1],
    dilations: [1, 1],
    group: batch * channels,
    kernel_shape: [height, width],
  });
  return reshape(graph, sums, [batch, channels]);
}
