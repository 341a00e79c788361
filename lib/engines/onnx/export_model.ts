import type { Signature, TensorFunction } from "../engine.ts";
import { modelFile } from "./model_file.ts";
import { trace } from "./trace.ts";

/**
 * Writes a tensor function as an ONNX file for other programs: standard operators only, constants inside.
 *
 * @param fn The function; its outputs are named as it names them.
 * @param signature Its inputs and constants. The file takes inputs of exactly these shapes.
 * @param metadata Texts that travel in the file.
 * @returns The file's bytes.
 * @throws {Failure} If the function uses an operation that has no lowering.
 */
export function exportModel(
  fn: TensorFunction,
  signature: Signature,
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  return modelFile(trace(fn, signature, 0), metadata);
}
