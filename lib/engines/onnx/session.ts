import { Failure } from "../../failure.ts";
import { sizeOf } from "../../tensor/shape.ts";
import type { Shape } from "../../tensor/types.ts";
import { createBreather } from "../breather.ts";
import { checkInputs, checkOutput } from "../check_arrays.ts";
import type { Arrays, Program } from "../engine.ts";

type Runtime = typeof import("onnxruntime-node");

/** How a session runs. */
export interface SessionOptions {
  /** Threads within one operation. */
  readonly threads: number;
  /** The carried inputs of a model that repeats its work; see `Signature`. */
  readonly carried?: readonly string[] | undefined;
  /** By the name of an output in the model, the inputs whose memory can receive it; none unless given. */
  readonly inPlace?: ReadonlyMap<string, ReadonlySet<string>>;
}

/** A program whose inputs are smaller than this is small. */
const SMALL_PROGRAM_BYTES = 2 ** 20;

/** The memory that a program's inputs take up. */
function inputBytes(inputs: Readonly<Record<string, Shape>>): number {
  return Object.values(inputs).reduce((sum, shape) => sum + 4 * sizeOf(shape), 0);
}

/** Loads ONNX Runtime, with its native library, on first use. */
export async function loadRuntime(): Promise<Runtime> {
  try {
    return await import("onnxruntime-node");
  } catch (error) {
    throw new Failure(
      `Cannot load ONNX Runtime: ${(error as Error).message}. ` +
        "It needs a 64-bit Linux, macOS or Windows and Deno's --allow-ffi; engine: eager works without it",
    );
  }
}

/**
 * Opens a model for running.
 *
 * @param model An ONNX file.
 * @param inputs The model's inputs with their shapes.
 * @param options How it runs.
 * @returns The running program.
 * @throws {Failure} If the runtime refuses the model.
 */
export async function openSession(
  model: Uint8Array,
  inputs: Readonly<Record<string, Shape>>,
  options: SessionOptions,
): Promise<Program> {
  const { InferenceSession, Tensor } = await loadRuntime();
  const session = await InferenceSession.create(model, {
    intraOpNumThreads: options.threads,
    interOpNumThreads: 1,
    graphOptimizationLevel: "all",
    // planning all memory ahead saves a small program a tenth of its time, and costs a large one twice its memory
    enableMemPattern: inputBytes(inputs) < SMALL_PROGRAM_BYTES,
    logSeverityLevel: 3,
  }).catch((error: Error) => {
    throw new Failure(`ONNX Runtime refused the compiled program: ${error.message}`);
  });
  const breathe = createBreather();
  const { carried, inPlace } = options;
  const tensor = (data: Float32Array, shape: Shape) => new Tensor("float32", data, shape);
  const outputs = session.outputMetadata.map((output) => {
    if (!output.isTensor) throw new Failure(`The output ${output.name} of the compiled program is no tensor`);
    const name = output.name.replace(/'$/, "");
    return { name, key: output.name, shape: output.shape, isStacked: carried?.includes(name) === false };
  });
  /** Where an output is to be written while the program runs; nowhere if it must be copied, or is to be fresh. */
  const target = (key: string, out: Float32Array | undefined, arrays: Arrays): Float32Array | undefined => {
    const read = out && Object.keys(inputs).filter((name) => shareMemory(arrays[name]!, out));
    const isSafe = (name: string) =>
      arrays[name]!.byteOffset === out!.byteOffset && inPlace?.get(key)?.has(name);
    return read?.every(isSafe) ? out : undefined;
  };
  return {
    async run(arrays: Arrays, into: Arrays = {}): Promise<Arrays> {
      const times = checkInputs({ inputs, carried }, arrays);
      const feeds = Object.fromEntries(
        Object.entries(inputs).map(([name, shape]) => {
          const isStacked = carried?.includes(name) === false;
          return [name, tensor(arrays[name]!, isStacked ? [times, ...shape] : shape)];
        }),
      );
      const fetches = Object.fromEntries(outputs.map(({ name, key, shape, isStacked }) => {
        const lengths = shape.map((length, axis) => isStacked && axis === 0 ? times : Number(length));
        const out = into[name];
        if (out !== undefined) checkOutput(name, out, sizeOf(lengths));
        const written = target(key, out, arrays);
        return [key, written === undefined ? null : tensor(written, lengths)];
      }));
      const found = await session.run(feeds, fetches);
      await breathe();
      return Object.fromEntries(outputs.map(({ name, key }) => {
        const data = found[key]!.data as Float32Array<ArrayBuffer>;
        const out = into[name];
        if (out === undefined) return [name, data];
        if (fetches[key] === null) out.set(data);
        // the runtime makes a copy even of what it wrote where it was told to; it is given back at once
        if (data.buffer !== out.buffer) data.buffer.transfer(0);
        return [name, out];
      }));
    },
    dispose: () => session.release(),
  };
}

/** Whether two arrays have entries in common. */
function shareMemory(a: Float32Array, b: Float32Array): boolean {
  return a.buffer === b.buffer && a.byteOffset < b.byteOffset + b.byteLength &&
    b.byteOffset < a.byteOffset + a.byteLength;
}
