import type { Graph } from "../graph.ts";
import { NCHWC, reshape, transpose } from "../layout.ts";

/** The filters of a convolution. */
export interface Filters {
  /** Their value, in PyTorch's layout. */
  readonly value: string;
  /** Its shape. */
  readonly shape: readonly [outputs: number, inputs: number, height: number, width: number];
  /** Whether the convolution goes back from `outputs` to `inputs` channels, with the window turned around. */
  readonly turned: boolean;
}

/** Filters as ONNX's own convolution takes them: its outputs first. */
export function uprightFilters(graph: Graph, { value, shape, turned }: Filters): string {
  if (!turned) return value;
  const [, , height, width] = shape;
  const around = height === 1 && width === 1 ? value : graph.add("Slice", [
    value,
    graph.integers(-1, -1),
    graph.integers(-(2 ** 31), -(2 ** 31)),
    graph.integers(2, 3),
    graph.integers(-1, -1),
  ]);
  return transpose(graph, around, shape, [1, 0, 2, 3]);
}

/**
 * Filters as the blocked convolution takes them, `[O/b, I/b, h·w, b (in), b (out)]` for `O` outputs and `I` inputs.
 *
 * Images of fewer channels than a block it reads as they are; the filters then lie as `[O/b, I, h·w, b]`.
 *
 * @returns A value that is declared as `[O, I, h, w]`.
 */
export function blockedFilters(graph: Graph, filters: Filters): string {
  return graph.constants.has(filters.value) ? constantFilters(graph, filters) : movedFilters(graph, filters);
}

/** Filters whose entries are known, brought into blocks right away. */
function constantFilters(graph: Graph, { value, shape, turned }: Filters): string {
  const { bytes } = graph.constants.get(value)!;
  const weights = new Float32Array(bytes.slice().buffer);
  const [outputs, inputs] = turned ? [shape[1], shape[0]] : shape;
  const pixels = shape[2] * shape[3];
  const block = graph.blockSize;
  const inner = inputs < block ? 1 : block;
  const blocks = new Float32Array(weights.length);
  let at = 0;
  for (let outer = 0; outer < outputs; outer += block) {
    for (let input = 0; input < inputs; input += inner) {
      for (let pixel = 0; pixel < pixels; pixel++) {
        for (let i = input; i < input + inner; i++) {
          for (let o = outer; o < outer + block; o++) {
            const place = turned
              ? (i * outputs + o) * pixels + pixels - 1 - pixel
              : (o * inputs + i) * pixels + pixel;
            blocks[at++] = weights[place]!;
          }
        }
      }
    }
  }
  return graph.constant("float32", [outputs, inputs, shape[2], shape[3]], blocks);
}

/**
 * Filters brought into blocks by the program.
 *
 * The operator that blocks images is a fast transposition here, which brings the outputs to the end; after it whole
 * rows of them are moved.
 */
function movedFilters(graph: Graph, { value, shape, turned }: Filters): string {
  const block = graph.blockSize;
  const [outputs, inputs, height, width] = shape;
  const pixels = height * width;
  const toTheEnd = (images: readonly number[]) =>
    graph.add(`${NCHWC}/ReorderInput`, [reshape(graph, value, images)], { channels_last: 0 });
  if (!turned) {
    const rows = toTheEnd([outputs / block, block, inputs, pixels]);
    if (inputs < block) return reshape(graph, rows, shape);
    if (pixels === 1) return reshape(graph, rows, shape);
    // a transposition of rows of one block, for which the runtime is faster in this way
    const order = Array.from(
      { length: pixels * block },
      (_, i) => i % block * pixels + Math.floor(i / block),
    );
    const split = [outputs * inputs / block ** 2, block * pixels, block];
    return reshape(graph, picked(graph, reshape(graph, rows, split), order, 1), shape);
  }
  const rows = toTheEnd([outputs * inputs / block, block, height, width]);
  const [outer, inner] = outputs < block ? [1, outputs] : [outputs / block, block];
  const split = [outer, inner, inputs / block, pixels, block];
  const order = outputs < block ? [2, 0, 1, 3, 4] : [2, 0, 3, 1, 4];
  const blocks = transpose(graph, reshape(graph, rows, split), split, order);
  const around = pixels === 1 ? blocks : picked(graph, blocks, backwards(pixels), order.indexOf(3));
  return reshape(graph, around, [inputs, outputs, height, width]);
}

/** A value with its windows turned around, `[B, C, h, w]` in blocks of channels. */
export function blocksTurnedAround(
  graph: Graph,
  value: string,
  [batch, channels, height, width]: readonly [number, number, number, number],
): string {
  const { blockSize } = graph;
  const blocks = reshape(graph, value, [batch, channels / blockSize, height * width, blockSize]);
  const around = picked(graph, blocks, backwards(height * width), 2);
  return reshape(graph, around, [batch, channels, height, width]);
}

/** The numbers below `count`, from the last to the first. */
function backwards(count: number): number[] {
  return Array.from({ length: count }, (_, i) => count - 1 - i);
}

/** The entries along an axis in another order. */
function picked(graph: Graph, value: string, order: readonly number[], axis: number): string {
  return graph.add("Gather", [value, graph.integers(...order)], { axis });
}
