import { Failure } from "../../failure.ts";
import * as tf from "../../tensor/tf.ts";
import type { Shape, Tensor } from "../../tensor/types.ts";
import type { Signature, TensorFunction } from "../engine.ts";
import { Graph } from "./graph.ts";
import { plain } from "./layout.ts";
import { lowerings } from "./lowerings/mod.ts";
import type { KernelInputs, Traced } from "./traced.ts";

const BACKEND = "flowlab-trace";

/** A TensorFlow.js backend whose tensors hold the name of a graph value instead of numbers. */
class TraceBackend extends tf.KernelBackend {
  readonly #values = new WeakMap<object, Traced>();
  /** The graph being written; only while a function is traced. */
  graph: Graph | undefined;
  /** The kernel that ran last, for error messages. */
  lastKernel = "none";

  get(dataId: object): Traced {
    const traced = this.#values.get(dataId);
    if (traced === undefined) throw new Failure("A tensor of an earlier trace was used in this one");
    return traced;
  }

  /** Registers a value and returns what TensorFlow.js passes around for it. */
  put(traced: Traced): tf.TensorInfo {
    const dataId = {};
    this.#values.set(dataId, traced);
    return { dataId, shape: [...traced.shape], dtype: traced.dtype };
  }

  override write(values: tf.backend_util.BackendValues, shape: number[], dtype: tf.DataType): object {
    const dataId = {};
    this.#constant(dataId, values, shape, dtype);
    return dataId;
  }

  /** Takes a tensor of another backend into the graph as a constant. */
  override move(
    dataId: object,
    values: tf.backend_util.BackendValues,
    shape: number[],
    dtype: tf.DataType,
  ): void {
    this.#constant(dataId, values, shape, dtype);
  }

  #constant(dataId: object, values: tf.backend_util.BackendValues, shape: Shape, dtype: tf.DataType): void {
    if (dtype !== "float32" && dtype !== "int32" && dtype !== "bool") {
      throw new Failure(`Cannot trace a tensor of type ${dtype}: expected float32, int32 or bool`);
    }
    const numbers = values as ArrayLike<number>;
    const data = dtype === "float32"
      ? Float32Array.from(numbers)
      : dtype === "int32"
      ? Int32Array.from(numbers)
      : Uint8Array.from(numbers);
    const value = this.graph!.constant(dtype, shape, data);
    this.#values.set(dataId, { value, shape, dtype, layout: "plain" });
  }

  #refuseToRead(): never {
    throw new Failure(
      `A tensor's value was read while tracing, after the operation ${this.lastKernel}: ` +
        "a compiled function must be made of tensor operations alone, without dataSync, arraySync or print",
    );
  }

  override readSync(): never {
    return this.#refuseToRead();
  }
  override read(): never {
    return this.#refuseToRead();
  }
  override incRef(): void {}
  override disposeData(): boolean {
    return true;
  }
  override refCount(): number {
    return 1;
  }
  override numDataIds(): number {
    return 0;
  }
  override floatPrecision(): 16 | 32 {
    return 32;
  }
  override epsilon(): number {
    return 1e-7;
  }
  override memory(): { unreliable: boolean } {
    return { unreliable: true };
  }
  override timerAvailable(): boolean {
    return false;
  }
  override dispose(): void {}
}

let backend: TraceBackend | undefined;

/** The backend, with a kernel for every lowering, made on first use. */
function traceBackend(): TraceBackend {
  if (backend !== undefined) return backend;
  const made = new TraceBackend();
  tf.registerBackend(BACKEND, () => made, 0);
  for (const [kernelName, lowering] of Object.entries(lowerings)) {
    tf.registerKernel({
      kernelName,
      backendName: BACKEND,
      kernelFunc: ({ inputs, attrs }) => {
        made.lastKernel = kernelName;
        const traced: KernelInputs = Object.fromEntries(
          Object.entries(inputs).filter(([, input]) => input !== null && input !== undefined)
            .map(([name, input]) => [name, made.get((input as tf.TensorInfo).dataId)]),
        );
        const result = lowering(made.graph!, traced, attrs as never);
        return Array.isArray(result) ? result.map((one) => made.put(one)) : made.put(result as Traced);
      },
    });
  }
  return backend = made;
}

/**
 * Runs a function once on tensors without values, and writes down what it does.
 *
 * @param fn A function of tensors. It may use gradients (`tf.valueAndGrads`), but must not read values.
 * @param signature Its inputs and constants.
 * @param blockSize The runtime's channel block, 0 for none.
 * @returns The program, with the function's inputs and outputs by name.
 * @throws {Failure} If the function reads a value, or uses an operation that has no lowering.
 */
export function trace(fn: TensorFunction, signature: Signature, blockSize: number): Graph {
  const backend = traceBackend();
  const graph = new Graph(blockSize);
  const outer = tf.getBackend();
  backend.graph = graph;
  tf.setBackend(BACKEND);
  try {
    tf.tidy(() => {
      const tensor = (value: string, shape: Shape): Tensor => {
        const { dataId } = backend.put({ value, shape, dtype: "float32", layout: "plain" });
        return tf.engine().makeTensorFromDataId(dataId, [...shape], "float32");
      };
      const inputs: Record<string, Tensor> = {};
      for (const [name, shape] of Object.entries(signature.inputs)) {
        inputs[name] = tensor(graph.input(name, shape), shape);
      }
      for (const [name, { shape, data }] of Object.entries(signature.constants ?? {})) {
        inputs[name] = tensor(graph.constant("float32", shape, data), shape);
      }
      for (const [name, output] of Object.entries(fn(inputs))) {
        graph.output(name, output.shape, plain(graph, backend.get(output.dataId)));
      }
    });
  } catch (error) {
    throw explain(error);
  } finally {
    backend.graph = undefined;
    tf.setBackend(outer);
  }
  return graph;
}

/** TensorFlow.js's complaint about a missing kernel, with the list of those that exist. */
function explain(error: unknown): unknown {
  const missing = error instanceof Error &&
    /registered kernel '(\w+)'|Kernel '(\w+)' not registered/.exec(error.message);
  if (!missing) return error;
  return new Failure(
    `The onnx engine has no lowering for the TensorFlow.js operation ${missing[1] ?? missing[2]}. ` +
      `It has: ${Object.keys(lowerings).sort().join(", ")}. Use engine: eager, or add a lowering`,
  );
}
