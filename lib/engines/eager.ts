import { z } from "zod";
import type { Component } from "../component.ts";
import { Failure } from "../failure.ts";
import { sizeOf } from "../tensor/shape.ts";
import * as tf from "../tensor/tf.ts";
import type { Shape, Tensor } from "../tensor/types.ts";
import { createBreather } from "./breather.ts";
import { checkCarried, checkInputs, checkOutput, checkRepetition } from "./check_arrays.ts";
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

  async run(arrays: Arrays, into: Arrays = {}): Promise<Arrays> {
    const times = checkInputs(this.signature, arrays);
    const { carried } = this.signature;
    const given: Record<string, Float32Array> = { ...arrays };
    const rounds: Arrays[] = [];
    for (let round = 0; round < times; round++) {
      const made = this.#on(() => this.#once(given, round));
      for (const name of carried ?? []) given[name] = made[name]!;
      rounds.push(made);
    }
    const outputs = Object.keys(rounds[0]!).map((name) => {
      const isStacked = carried?.includes(name) === false;
      const out = isStacked ? joined(rounds.map((made) => made[name]!)) : rounds.at(-1)![name]!;
      if (into[name] !== undefined) checkOutput(name, into[name], out.length);
      return [name, out] as const;
    });
    await this.#breathe();
    return Object.fromEntries(outputs.map(([name, out]) => {
      into[name]?.set(out);
      return [name, into[name] ?? out];
    }));
  }

  /** Runs the function on what the inputs hold for one round. */
  #once(arrays: Arrays, round: number): Arrays {
    const { carried } = this.signature;
    const outputs: Record<string, Float32Array> = {};
    const shapes: Record<string, Shape> = {};
    tf.tidy(() => {
      const inputs: Record<string, Tensor> = { ...this.#constants };
      for (const [name, shape] of Object.entries(this.signature.inputs)) {
        const size = sizeOf(shape);
        const first = carried?.includes(name) === false ? round * size : 0;
        inputs[name] = tf.tensor(arrays[name]!.subarray(first, first + size), [...shape], "float32");
      }
      for (const [name, tensor] of Object.entries(this.fn(inputs))) {
        outputs[name] = Float32Array.from(tensor.dataSync());
        shapes[name] = tensor.shape;
      }
    });
    checkCarried(this.signature, shapes);
    return outputs;
  }

  dispose(): Promise<void> {
    tf.dispose(this.#constants);
    return Promise.resolve();
  }
}

/** Arrays of one length, one after the other. */
function joined(parts: readonly Float32Array[]): Float32Array {
  const out = new Float32Array(parts.length * parts[0]!.length);
  parts.forEach((part, i) => out.set(part, i * part.length));
  return out;
}

/** Runs TensorFlow.js itself, operation by operation: the reference that the other engine is tested against. */
export const eager: Component<Engine, z.output<typeof options>> = {
  summary: "TensorFlow.js itself, operation by operation; the reference, and the way to a GPU",
  reference: "https://www.tensorflow.org/js",
  options,
  create: ({ backend }): Engine => ({
    describe: () => Promise.resolve({ engine: "eager", backend, tfjs: tf.version["tfjs"]! }),
    async compile(fn, signature) {
      checkRepetition(signature);
      if (backend === "tensorflow") await loadTensorFlow();
      return new EagerProgram(fn, signature, backend);
    },
  }),
};
