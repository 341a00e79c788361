import { Failure } from "../../failure.ts";
import * as tf from "../../tensor/tf.ts";
import type { Shape, Tensor } from "../../tensor/types.ts";
import type { Signature, TensorFunction } from "../engine.ts";
import { Graph } from "./graph.ts";
import { plain } from "./layout.ts";
import { cast } from "./lowerings/elementwise.ts";
import { lowerings } from "./lowerings/mod.ts";
import type { KernelInputs, Traced } from "./traced.ts";

const BACKEND = "flowlab-trace";

/** A TensorFlow.js backend whose tensors hold the name of a graph value instead of numbers. */
class TraceBackend extends tf.KernelBackend {
  /** What kernels made. */
  readonly #computed = new WeakMap<object, { readonly graph: Graph; readonly traced: Traced }>();
  /** Tensors of numbers, once they are constants of a graph. */
  readonly #constants = new WeakMap<object, { readonly graph: Graph; readonly traced: Traced }>();
  /** Numbers that were made into tensors while this backend was current. */
  readonly #numbers = new WeakMap<object, tf.backend_util.BackendValues>();
  /** The graph being written; only while a function is traced. */
  graph: Graph | undefined;
  /** The kernel that ran last, for error messages; none at the beginning. */
  lastKernel: string | undefined;

  /** What a tensor is in the graph being written; one that holds numbers, from wherever, becomes a constant. */
  get({ dataId, shape, dtype }: tf.TensorInfo): Traced {
    const computed = this.#computed.get(dataId);
    if (computed?.graph === this.graph) return computed!.traced;
    if (computed !== undefined) throw new Failure("A tensor of an earlier trace was used in this one");
    const known = this.#constants.get(dataId);
    // tensors of other shapes and types can share their numbers
    const same = known?.graph === this.graph && known?.traced.dtype === dtype &&
      `${known.traced.shape}` === `${shape}`;
    if (same) return known!.traced;
    const numbers = this.#numbers.get(dataId) ?? tf.engine().readSync(dataId);
    const traced = constant(this.graph!, numbers, { shape, dtype });
    this.#constants.set(dataId, { graph: this.graph!, traced });
    return traced;
  }

  /** Registers a value and returns what TensorFlow.js passes around for it. */
  put(traced: Traced): tf.TensorInfo {
    const dataId = {};
    this.#computed.set(dataId, { graph: this.graph!, traced });
    return { dataId, shape: [...traced.shape], dtype: traced.dtype };
  }

  override write(values: tf.backend_util.BackendValues): object {
    const dataId = {};
    this.#numbers.set(dataId, values);
    return dataId;
  }

  override readSync(dataId: object): tf.backend_util.BackendValues {
    const numbers = this.#numbers.get(dataId);
    if (numbers !== undefined) return numbers;
    throw new Failure(
      `A tensor's value was read while tracing, ${
        this.lastKernel === undefined
          ? "before the first operation"
          : `after the operation ${this.lastKernel}`
      }: ` +
        "a compiled function must be made of tensor operations alone, without dataSync, arraySync or print",
    );
  }

  override read(dataId: object): Promise<tf.backend_util.BackendValues> {
    return Promise.resolve(this.readSync(dataId));
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

/** Numbers as a constant of a graph. */
function constant(
  graph: Graph,
  values: tf.backend_util.BackendValues,
  { shape, dtype }: { shape: Shape; dtype: tf.DataType },
): Traced {
  if (dtype !== "float32" && dtype !== "int32" && dtype !== "bool") {
    throw new Failure(`Cannot trace a tensor of type ${dtype}: expected float32, int32 or bool`);
  }
  const numbers = values as ArrayLike<number>;
  const data = dtype === "float32"
    ? Float32Array.from(numbers)
    : dtype === "int32"
    ? Int32Array.from(numbers)
    : Uint8Array.from(numbers);
  return { value: graph.constant(dtype, shape, data), shape, dtype, layout: "plain" };
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
            .map(([name, input]) => [name, made.get(input as tf.TensorInfo)]),
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
 * @returns The program, with the function's inputs and outputs by name; whole numbers and truth values are put out
 * as float32.
 * @throws {Failure} If the function reads a value, or uses an operation that has no lowering.
 */
export function trace(fn: TensorFunction, signature: Signature, blockSize: number): Graph {
  const backend = traceBackend();
  const graph = new Graph(blockSize);
  const outer = tf.getBackend();
  backend.graph = graph;
  backend.lastKernel = undefined;
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
        graph.output(name, output.shape, plain(graph, cast(graph, backend.get(output), "float32")));
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
