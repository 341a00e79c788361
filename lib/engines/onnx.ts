import { z } from "zod";
import type { Component } from "../component.ts";
import { checkCarried, checkRepetition } from "./check_arrays.ts";
import type { Engine } from "./engine.ts";
import { blockSize } from "./onnx/block_size.ts";
import { inPlace } from "./onnx/in_place.ts";
import { modelFile } from "./onnx/model_file.ts";
import { repeat } from "./onnx/repeat.ts";
import { loadRuntime, openSession } from "./onnx/session.ts";
import { trace } from "./onnx/trace.ts";

const options = z.strictObject({
  threads: z.number().int().min(0).max(1024).default(0)
    .describe("threads within one operation; 0 takes as many as the machine has cores"),
});

/**
 * Compiles a function to one static graph, which ONNX Runtime optimises and runs on the CPU.
 *
 * TensorFlow.js runs the function once on tensors without values, gradients and all; what it would have
 * computed is written down as ONNX. No JavaScript runs between the operations of a step.
 */
export const onnx: Component<Engine, z.output<typeof options>> = {
  summary: "the whole step compiled to one graph for ONNX Runtime; the fastest on a CPU",
  reference: "https://onnxruntime.ai",
  options,
  create({ threads: asked }): Engine {
    const threads = asked === 0 ? navigator.hardwareConcurrency : asked;
    return {
      async describe() {
        const { env } = await loadRuntime();
        return { engine: "onnx", runtime: env.versions.node!, threads, blockSize: await blockSize() };
      },
      async compile(fn, signature) {
        checkRepetition(signature);
        const { inputs, carried } = signature;
        const once = trace(fn, signature, await blockSize());
        const shapes = once.outputs.map(({ name, shape }) => [name.replace(/'$/, ""), shape]);
        checkCarried(signature, Object.fromEntries(shapes));
        const graph = carried === undefined ? once : repeat(once, carried);
        return await openSession(modelFile(graph), inputs, { threads, carried, inPlace: inPlace(graph) });
      },
    };
  },
};
