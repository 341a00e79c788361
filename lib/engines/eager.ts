import { z } from "zod";
import type { Component } from "../component.ts";
import { Failure } from "../failure.ts";
import { sizeOf } from "../tensor/shape.ts";
import * as tf from "../tensor/tf.ts";
import type { Tensor } from "../tensor/types.ts";
import { createBreather } from "./breather.ts";
import type { Arrays, Engine, Program, Signature, TensorFunction } from "./engine.ts";

const options = z.strictObject({
  backend: z.enum(["cpu", "tensorflow"]).default("cpu")
    .describe("cpu: plain JavaScript, slow and exact; tensorflow: libtensorflow, with CUDA where installed"),
});

/** Makes libtensorflow available to TensorFlow.js. */
async function loadTensorFlow(): Promise<void> {
  try {
    await import("npm:@tensorflow/tfjs-node-gpu@4.22.0");
  } catch (error) {
    throw new Failure(
      `Cannot load libtensorflow for engine: { name: eager, backend: tensorflow }: ${
        (error as Error).message.split("\n")[0]
      }\nThe package's native library is fetched by its install script, which Deno runs only when asked:\n` +
        "  deno install --node-modules-dir=auto --frozen=false --allow-scripts=npm:@tensorflow/tfjs-node-gpu@4.22.0 " +
        "npm:@tensorflow/tfjs-node-gpu@4.22.0\n" +
        "For a GPU it also needs CUDA 11 and cuDNN 8. Or use engine: onnx, which needs no installation",
    );
  }
}

class EagerProgram implements Program {
  readonly #constants: Record<string, Tensor>;
  readonly #breathe = createBreather();

  constructor(
    readonly fn: TensorFunction,
    readonly signature: Signature,
    readonly backend: string,
  ) {
    this.#constants = this.#on(() =>
      Object.fromEntries(
        Object.entries(signature.constants ?? {}).map(([name, { data, shape }]) => [
          name,
          tf.tensor(data.slice(), [...shape], "float32"),
        ]),
      )
    );
  }

  /** Runs with this program's backend current. */
  #on<T>(work: () => T): T {
    const outer = tf.getBackend();
    tf.setBackend(this.backend);
    try {
      return work();
    } finally {
      tf.setBackend(outer);
    }
  }

  async run(arrays: Arrays): Promise<Arrays> {
    const outputs = this.#on(() => {
      const outputs: Record<string, Float32Array> = {};
      tf.tidy(() => {
        const inputs: Record<string, Tensor> = { ...this.#constants };
        for (const [name, shape] of Object.entries(this.signature.inputs)) {
          const data = arrays[name];
          if (data?.length !== sizeOf(shape)) {
            throw new RangeError(
              `Input "${name}" must have ${sizeOf(shape)} entries, got ${data?.length ?? "no array"}`,
            );
          }
          inputs[name] = tf.tensor(data, [...shape], "float32");
        }
        for (const [name, tensor] of Object.entries(this.fn(inputs))) {
          outputs[name] = Float32Array.from(tensor.dataSync());
        }
      });
      return outputs;
    });
    await this.#breathe();
    return outputs;
  }

  dispose(): Promise<void> {
    tf.dispose(this.#constants);
    return Promise.resolve();
  }
}

/** Runs TensorFlow.js itself, operation by operation: the reference that the other engine is tested against. */
export const eager: Component<Engine, z.output<typeof options>> = {
  summary: "TensorFlow.js itself, operation by operation; the reference, and the way to a GPU",
  reference: "https://www.tensorflow.org/js",
  options,
  create: ({ backend }): Engine => ({
    describe: () => Promise.resolve({ engine: "eager", backend, tfjs: tf.version["tfjs"]! }),
    async compile(fn, signature) {
      if (backend === "tensorflow") await loadTensorFlow();
      return new EagerProgram(fn, signature, backend);
    },
  }),
};
