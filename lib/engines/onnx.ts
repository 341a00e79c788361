import { z } from "zod";
import type { Component } from "../component.ts";
import type { Engine } from "./engine.ts";
import { blockSize } from "./onnx/block_size.ts";
import { modelFile } from "./onnx/model_file.ts";
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
        const graph = trace(fn, signature, await blockSize());
        return await openSession(modelFile(graph), signature.inputs, { threads });
      },
    };
  },
};
