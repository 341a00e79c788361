import type * as tf from "../../../tensor/tf.ts";
import type { Shape } from "../../../tensor/types.ts";
import type { Graph } from "../graph.ts";
import { channelsFirst, NCHWC } from "../layout.ts";
import type { Lowering, Traced } from "../traced.ts";

/**
 * Repeats every pixel `factor` times in both directions.
 *
 * @param graph The graph.
 * @param x The image.
 * @param factor How many times.
 * @param shape The result's shape, `[B, H·factor, W·factor, C]`.
 */
export function enlarged(graph: Graph, x: Traced, factor: number, shape: Shape): Traced {
  if (x.layout === "blocked") {
    const value = graph.add(`${NCHWC}/Upsample`, [x.value], {
      scales: [1, 1, factor, factor],
      mode: "nearest",
    });
    return { ...x, shape, value };
  }
  const scales = graph.constant("float32", [4], Float32Array.of(1, 1, factor, factor));
  const value = graph.add("Resize", [channelsFirst(graph, x), "", scales], {
    mode: "nearest",
    coordinate_transformation_mode: "asymmetric",
    nearest_mode: "floor",
  });
  return { ...x, shape, layout: "channelsFirst", value };
}

/** By which whole number an image is enlarged in both directions. */
function factorOf(from: Shape, to: Shape, attributes: tf.ResizeNearestNeighborAttrs): number {
  const factor = to[1]! / from[1]!;
  if (attributes.alignCorners || attributes.halfPixelCenters) {
    throw new RangeError("Cannot trace a resize with alignCorners or halfPixelCenters: expected neither");
  }
  if (!Number.isInteger(factor) || to[2]! / from[2]! !== factor) {
    throw new RangeError(
      `Cannot trace a resize from ${from[1]}×${from[2]} to ${to[1]}×${to[2]}: expected a whole multiple`,
    );
  }
  return factor;
}

const nearest: Lowering<tf.ResizeNearestNeighborAttrs> = (graph, { images }, attributes) => {
  const [batch, , , channels] = images!.shape;
  const shape = [batch!, ...attributes.size, channels!];
  return enlarged(graph, images!, factorOf(images!.shape, shape, attributes), shape);
};

/** Sums the gradient over the copies of every pixel. */
const nearestGradient: Lowering<tf.ResizeNearestNeighborAttrs> = (graph, { images, dy }, attributes) => {
  const factor = factorOf(images!.shape, dy!.shape, attributes);
  const [batch, height, width, channels] = images!.shape;
  const count = graph.scalar(factor * factor);
  if (dy!.layout === "blocked") {
    const mean = graph.add(`${NCHWC}/AveragePool`, [dy!.value], {
      kernel_shape: [factor, factor],
      strides: [factor, factor],
      pads: [0, 0, 0, 0],
    });
    return { ...dy!, shape: images!.shape, value: graph.add("Mul", [mean, count]) };
  }
  const copies = graph.add("Reshape", [
    channelsFirst(graph, dy!),
    graph.integers(batch!, channels!, height!, factor, width!, factor),
  ]);
  const value = graph.add("ReduceSum", [copies, graph.integers(3, 5)], { keepdims: 0 });
  return { ...dy!, shape: images!.shape, layout: "channelsFirst", value };
};

/** The kernels that resize images. */
export const resizing = {
  ResizeNearestNeighbor: nearest,
  ResizeNearestNeighborGrad: nearestGradient,
} as const;
