import { Failure } from "../../failure.ts";
import { sizeOf } from "../../tensor/shape.ts";
import type { Shape } from "../../tensor/types.ts";
import { createBreather } from "../breather.ts";
import type { Arrays, Program } from "../engine.ts";

type Runtime = typeof import("onnxruntime-node");

/** How a session runs. */
export interface SessionOptions {
  /** Threads within one operation. */
  readonly threads: number;
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
  return {
    async run(arrays: Arrays): Promise<Arrays> {
      const feeds: Record<string, InstanceType<typeof Tensor>> = {};
      for (const [name, shape] of Object.entries(inputs)) {
        const data = arrays[name];
        if (data?.length !== sizeOf(shape)) {
          throw new RangeError(
            `Input "${name}" must have ${sizeOf(shape)} entries, got ${data?.length ?? "no array"}`,
          );
        }
        feeds[name] = new Tensor("float32", data, shape);
      }
      const outputs = await session.run(feeds);
      await breathe();
      return Object.fromEntries(
        Object.entries(outputs).map((
          [name, tensor],
        ) => [name.replace(/'$/, ""), tensor.data as Float32Array]),
      );
    },
    dispose: () => session.release(),
  };
}
