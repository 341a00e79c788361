import { createHash } from "node:crypto";
import { nearest } from "../config/nearest.ts";
import { Failure } from "../failure.ts";
import { type Parameter, parameterCount } from "../tensor/parameters.ts";
import { CHECKPOINT_FORMAT } from "./checkpoint.ts";
import { decodeSafetensors, type SavedTensor } from "./safetensors.ts";

/** Weights that were read from a file. */
export interface Pretrained {
  /** All parameters, one after the other, `[N]`. */
  readonly params: Float32Array;
  /** The SHA-256 of the file, in hex. */
  readonly sha256: string;
}

/** So many names are listed in an error message. */
const LISTED = 4;

/**
 * Reads a network's parameters from a safetensors file: one that PyTorch wrote, or a checkpoint of flowlab's, of which
 * the averaged weights are taken.
 *
 * Names and shapes must be those of the network, neither more nor fewer. A prefix that all names share, such as
 * `module.` or `ema_model.`, is taken off where that makes them the network's. Numbers are brought to float32.
 *
 * @param path The file.
 * @param parameters The parameters of the network.
 * @param buffers Names of arrays that the file may hold besides; they are not read.
 * @throws {Failure} With exit code 2 if there is no such file, or it does not hold this network's weights.
 */
export async function readPretrained(
  path: string,
  parameters: readonly Parameter[],
  buffers: readonly string[] = [],
): Promise<Pretrained> {
  const bytes = await readWeights(path);
  const { tensors, metadata } = decodeSafetensors(bytes, path, { rounds: true });
  const isOurs = metadata["format"] === CHECKPOINT_FORMAT;
  const held = isOurs ? withoutPrefix(tensors, "ema.") : withoutSharedPrefix(tensors, parameters);
  for (const name of buffers) held.delete(name);
  const faults = faultsOf(held, parameters);
  if (faults.length > 0) {
    throw new Failure(`${path} does not hold the weights of this network:\n  ${faults.join("\n  ")}`, 2);
  }
  const params = new Float32Array(parameterCount(parameters));
  let offset = 0;
  for (const { name } of parameters) {
    const { data } = held.get(name)!;
    params.set(data, offset);
    offset += data.length;
  }
  return { params, sha256: createHash("sha256").update(bytes).digest("hex") };
}

async function readWeights(path: string): Promise<Uint8Array> {
  try {
    return await Deno.readFile(path);
  } catch (error) {
    const reason = error instanceof Deno.errors.NotFound ? "there is no such file" : (error as Error).message;
    throw new Failure(
      `Cannot read the weights in ${path}: ${reason}. Expected a safetensors file, at a path that starts at the ` +
        "experiment's folder",
      2,
    );
  }
}

/** The tensors whose names begin with a prefix, without it. */
function withoutPrefix(
  tensors: ReadonlyMap<string, SavedTensor>,
  prefix: string,
): Map<string, SavedTensor> {
  return new Map(
    [...tensors].filter(([name]) => name.startsWith(prefix)).map(([name, tensor]) => [
      name.slice(prefix.length),
      tensor,
    ]),
  );
}

/** The tensors without that part of what all names begin with that leaves most of them names of parameters. */
function withoutSharedPrefix(
  tensors: ReadonlyMap<string, SavedTensor>,
  parameters: readonly Parameter[],
): Map<string, SavedTensor> {
  const names = [...tensors.keys()];
  const wanted = new Set(parameters.map(({ name }) => name));
  let best = { prefix: "", known: names.filter((name) => wanted.has(name)).length };
  const [first = ""] = names;
  for (let dot = first.indexOf("."); dot >= 0; dot = first.indexOf(".", dot + 1)) {
    const prefix = first.slice(0, dot + 1);
    if (!names.every((name) => name.startsWith(prefix))) break;
    const known = names.filter((name) => wanted.has(name.slice(prefix.length))).length;
    if (known > best.known) best = { prefix, known };
  }
  return withoutPrefix(tensors, best.prefix);
}

/** What keeps tensors from being a network's parameters. */
function faultsOf(
  tensors: ReadonlyMap<string, SavedTensor>,
  parameters: readonly Parameter[],
): string[] {
  const wanted = new Map(parameters.map(({ name, shape }) => [name, shape]));
  const missing = [...wanted.keys()].filter((name) => !tensors.has(name));
  const unknown = [...tensors.keys()].filter((name) => !wanted.has(name));
  const shared = [...wanted].flatMap(([name, shape]) => {
    const tensor = tensors.get(name);
    return tensor === undefined ? [] : [{ name, shape, tensor }];
  });
  const misshapen = shared.filter(({ shape, tensor }) => `${shape}` !== `${tensor.shape}`);
  const broken = shared.filter(({ tensor }) => !tensor.data.every(Number.isFinite));
  /** A few names, each with the one that it is probably confused with. */
  const few = (names: readonly string[], others: readonly string[]): string =>
    listed(names, (name) => {
      const similar = nearest(name, others);
      return similar === undefined ? name : `${name} (the nearest is ${similar})`;
    });
  return [
    ...missing.length === 0 ? [] : [`it lacks ${few(missing, unknown)}`],
    ...unknown.length === 0 ? [] : [`the network has no ${few(unknown, missing)}`],
    ...misshapen.length === 0 ? [] : [
      listed(
        misshapen,
        ({ name, shape, tensor }) =>
          `${name}: expected shape [${shape.join(", ")}], found [${tensor.shape.join(", ")}]`,
      ),
    ],
    ...broken.length === 0 ? [] : [`expected finite numbers in ${listed(broken, ({ name }) => name)}`],
  ];
}

/** The first entries of a list in words, and how many others there are. */
function listed<T>(entries: readonly T[], say: (entry: T) => string): string {
  const others = entries.length - LISTED;
  const shown = entries.slice(0, LISTED).map(say).join("; ");
  return others <= 0 ? shown : `${shown}; and ${others} more`;
}
