import { Failure } from "../failure.ts";
import { type Parameter, parameterCount } from "../tensor/parameters.ts";
import { sizeOf } from "../tensor/shape.ts";
import { writeAtomically } from "./atomic_file.ts";
import { decodeSafetensors, encodeSafetensors, type SavedTensor } from "./safetensors.ts";

/** A training run after some step: everything that the next step needs. */
export interface Checkpoint {
  /** How many steps were done. */
  readonly step: number;
  /** The carried vectors by name: `params`, `ema` and the optimizer's own, each `[N]`. */
  readonly vectors: Readonly<Record<string, Float32Array>>;
  /** The resolved experiment, as JSON. */
  readonly config: string;
}

/** The value of the metadata's `format` of a checkpoint, raised when old files can no longer be read. */
export const CHECKPOINT_FORMAT = "flowlab checkpoint 1";

/**
 * The name of the checkpoint after a step.
 *
 * @param step The step, from 0.
 * @returns For example `step-000200.safetensors`.
 */
export function checkpointName(step: number): string {
  return `step-${String(step).padStart(6, "0")}.safetensors`;
}

/**
 * Writes a checkpoint as one safetensors file, atomically.
 *
 * Every vector is cut into the network's parameters, so `ema.net.0.weight` is the averaged weight of the layer
 * that PyTorch would call `net.0`, in PyTorch's layout.
 *
 * @param path The file.
 * @param parameters The network's parameters, in the order in which the vectors hold them.
 * @param checkpoint What to write.
 */
export async function writeCheckpoint(
  path: string,
  parameters: readonly Parameter[],
  { step, vectors, config }: Checkpoint,
): Promise<void> {
  const tensors = new Map<string, SavedTensor>();
  for (const [vector, data] of Object.entries(vectors)) {
    let offset = 0;
    for (const { name, shape } of parameters) {
      const size = sizeOf(shape);
      tensors.set(`${vector}.${name}`, { shape, data: data.subarray(offset, offset + size) });
      offset += size;
    }
  }
  await writeAtomically(
    path,
    encodeSafetensors(tensors, { format: CHECKPOINT_FORMAT, step: `${step}`, config }),
  );
}

/**
 * Reads a checkpoint.
 *
 * @param path The file.
 * @param parameters The parameters of the network that it belongs to.
 * @param vectorNames The vectors to read.
 * @param accept Is shown the config before the tensors are looked at, and throws if it is not the right one.
 * @returns The checkpoint.
 * @throws {Failure} If the file is not a checkpoint of this network; the message says what differs.
 */
export async function readCheckpoint(
  path: string,
  parameters: readonly Parameter[],
  vectorNames: readonly string[],
  accept?: (config: string) => void,
): Promise<Checkpoint> {
  const { tensors, metadata } = decodeSafetensors(await Deno.readFile(path), path);
  const step = Number(metadata["step"]);
  if (
    metadata["format"] !== CHECKPOINT_FORMAT || !Number.isInteger(step) || metadata["config"] === undefined
  ) {
    throw new Failure(
      `${path} is not a checkpoint: expected format "${CHECKPOINT_FORMAT}", found "${metadata["format"]}"`,
    );
  }
  accept?.(metadata["config"]);
  const vectors: Record<string, Float32Array> = {};
  for (const vector of vectorNames) {
    const data = new Float32Array(parameterCount(parameters));
    let offset = 0;
    for (const { name, shape } of parameters) {
      const tensor = tensors.get(`${vector}.${name}`);
      if (`${tensor?.shape}` !== `${shape}`) {
        const found = tensor === undefined ? "none" : `one of shape [${tensor.shape}]`;
        throw new Failure(`${path} must hold a tensor ${vector}.${name} of shape [${shape}]: found ${found}`);
      }
      data.set(tensor!.data, offset);
      offset += tensor!.data.length;
    }
    vectors[vector] = data;
  }
  return { step, vectors, config: metadata["config"] };
}

/**
 * Lists the checkpoints in a folder.
 *
 * @param folder The folder of a run's checkpoints; one that does not exist has none.
 * @returns Their paths, the one after the most steps first.
 */
export async function checkpointsIn(folder: string): Promise<string[]> {
  const found: { readonly name: string; readonly step: number }[] = [];
  try {
    for await (const { name } of Deno.readDir(folder)) {
      const step = /^step-(\d{6,})\.safetensors$/.exec(name)?.[1];
      if (step !== undefined) found.push({ name, step: Number(step) });
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return found.sort((a, b) => b.step - a.step).map(({ name }) => `${folder}/${name}`);
}

/**
 * Finds the last checkpoint in a folder.
 *
 * @param folder The folder of a run's checkpoints.
 * @returns The path of the checkpoint after the most steps; undefined if there is none.
 */
export async function lastCheckpoint(folder: string): Promise<string | undefined> {
  return (await checkpointsIn(folder))[0];
}
