import { blockSize } from "../engines/onnx/block_size.ts";
import { Graph } from "../engines/onnx/graph.ts";
import { canBlock, permute, TO_CHANNELS_FIRST, transpose } from "../engines/onnx/layout.ts";
import { filterGradient } from "../engines/onnx/lowerings/filter_gradient.ts";
import { type Form, formOf, formsOf } from "../engines/onnx/lowerings/filter_gradient/form_of.ts";
import type { Geometry } from "../engines/onnx/lowerings/window.ts";
import { modelFile } from "../engines/onnx/model_file.ts";
import { openSession } from "../engines/onnx/session.ts";
import type { Traced } from "../engines/onnx/traced.ts";
import { Stream } from "../random/stream.ts";
import { sizeOf } from "../tensor/shape.ts";
import { backend_util } from "../tensor/tf.ts";
import type { Shape } from "../tensor/types.ts";
import { median, rounded, times } from "./timing.ts";

/** A layer whose filters' gradient is measured: `[inputs, outputs, side of the image, batch, window, stride]`. */
type Layer = readonly [
  inputs: number,
  outputs: number,
  side: number,
  batch: number,
  window: number,
  stride: number,
];

/** Layers of the networks whose training is measured. */
const layers: readonly Layer[] = [
  [64, 64, 32, 64, 3, 1],
  [64, 64, 32, 16, 3, 1],
  [192, 64, 32, 64, 3, 1],
  [384, 128, 16, 64, 3, 1],
  [128, 128, 16, 64, 3, 1],
  [256, 256, 8, 64, 3, 1],
  [128, 128, 32, 16, 3, 1],
  [256, 256, 16, 16, 3, 1],
  [32, 64, 28, 128, 3, 1],
  [4, 64, 32, 64, 3, 1],
  [2, 32, 28, 128, 3, 1],
  [64, 3, 32, 64, 3, 1],
  [64, 1, 28, 128, 3, 1],
  [64, 64, 32, 4, 3, 1],
  [128, 64, 32, 16, 1, 1],
  [256, 128, 16, 16, 1, 1],
  [256, 128, 16, 64, 1, 1],
  [256, 256, 8, 64, 1, 1],
  [4, 64, 32, 64, 1, 1],
  [64, 3, 32, 64, 1, 1],
  [128, 128, 32, 16, 3, 2],
  [64, 64, 32, 64, 3, 2],
  [3, 64, 32, 64, 3, 2],
];

/** How often every form of a layer is tried, in turn. */
const ROUNDS = 5;

/** How often a program is run in a round, after a first run that does not count. */
const RUNS = 3;

/** Where its window goes. */
function geometryOf([inputs, outputs, side, batch, window, stride]: Layer): Geometry {
  return backend_util.computeConv2DInfo(
    [batch, side, side, inputs],
    [window, window, inputs, outputs],
    stride,
    1,
    "same",
  );
}

/** Declares an image as an input, in blocks where its channels allow, as the layers around one make it. */
function image(graph: Graph, name: string, shape: Shape): Traced {
  const isBlocked = canBlock(graph, shape);
  const value = graph.input(name, isBlocked ? permute(shape, TO_CHANNELS_FIRST) : shape);
  return { value, shape, dtype: "float32", layout: isBlocked ? "blocked" : "plain" };
}

/** The gradient of a layer's filters alone, put out as an optimizer takes it, in PyTorch's layout. */
function gradientGraph(geometry: Geometry, form: Form, block: number): Graph {
  const { inShape, outShape, filterShape } = geometry;
  const graph = new Graph(block);
  const [x, dy] = [image(graph, "x", inShape), image(graph, "dy", outShape)];
  const { value, shape } = filterGradient(graph, x, dy, filterShape, geometry, form);
  const order = [3, 2, 0, 1];
  graph.output("gradient", permute(shape, order), transpose(graph, value, shape, order));
  return graph;
}

function drawn(size: number, name: string): Float32Array {
  const out = new Float32Array(size);
  new Stream({ seed: 0, purpose: `bench/filter_gradient/${name}` }).fillNormal(out);
  return out;
}

/** How fast each form of a layer's gradient is, in GFLOP/s, in the order in which they are preferred. */
async function measureLayer(layer: Layer): Promise<Record<string, number>> {
  const geometry = geometryOf(layer);
  const block = await blockSize();
  const models = formsOf(geometry, block).map((form) => {
    const graph = gradientGraph(geometry, form, block);
    const inputs = Object.fromEntries(graph.inputs.map(({ name, shape }) => [name, shape]));
    return { form, inputs, model: modelFile(graph), found: [] as number[] };
  });
  const arrays = { x: drawn(sizeOf(geometry.inShape), "x"), dy: drawn(sizeOf(geometry.outShape), "dy") };
  for (let round = 0; round < ROUNDS; round++) {
    for (const { inputs, model, found } of models) {
      // one session at a time: the threads of an idle one wait actively, and take time from the others
      const program = await openSession(model, inputs, { threads: navigator.hardwareConcurrency });
      await program.run(arrays);
      found.push(...await times(RUNS, () => program.run(arrays)));
      await program.dispose();
    }
  }
  const { outShape, filterHeight, filterWidth, inChannels } = geometry;
  const operations = 2 * sizeOf(outShape) * filterHeight * filterWidth * inChannels;
  const taken = formOf(geometry, block);
  const rates = models.map((
    { form, found },
  ) => [
    `${titleOf(layer)} ${form}${form === taken ? " (taken)" : ""}`,
    rounded(operations / (1e6 * median(found))),
  ]);
  return Object.fromEntries(rates);
}

/** A layer in words. */
function titleOf([inputs, outputs, side, batch, window, stride]: Layer): string {
  const steps = stride === 1 ? "" : `/${stride}`;
  return `${inputs}>${outputs} ${window}x${window}${steps} of ${batch}x${side}x${side}`;
}

/** How fast the filter gradients of some layers are, in each form in which they can be written; in GFLOP/s. */
export async function measureFilterGradient(): Promise<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const layer of layers) Object.assign(found, await measureLayer(layer));
  return found;
}
