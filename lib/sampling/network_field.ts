import type { Network } from "../architectures/architecture.ts";
import type { Engine, Program, Signature, TensorFunction } from "../engines/engine.ts";
import { expandTime } from "../tensor/expand_time.ts";
import { named, parameterCount, unflatten } from "../tensor/parameters.ts";
import { sizeOf } from "../tensor/shape.ts";
import * as tf from "../tensor/tf.ts";
import type { Shape, Tensor } from "../tensor/types.ts";
import type { FieldRules, NetworkCall } from "./generative_field.ts";

/** A trained network. */
export interface TrainedNetwork {
  /** The network. */
  readonly network: Network;
  /** Its weights, one after the other, `[N]`. */
  readonly weights: Float32Array;
  /** The shape of one sample. */
  readonly shape: Shape;
  /** How many arrays of that shape it answers with. */
  readonly heads: number;
}

/** A network that is ready to be called. */
export interface OpenNetwork {
  /** Answers for any number of samples up to the batch size. The arrays that it returns are the caller's. */
  readonly call: NetworkCall<Float32Array>;
  /** Frees what was compiled. */
  dispose(): Promise<void>;
}

/** Runtimes sum over a batch of one in another order than over all others, so it is computed as one of two. */
const SMALLEST_BATCH = 2;

/**
 * Compiles a trained network, its weights constants of the program.
 *
 * Programs have fixed batch sizes. One for the batch size, and for fewer samples, as when a solver is done with some
 * of them, others of half the size, a quarter and so on are compiled when they are first needed, and filled up.
 *
 * @param engine What runs the network.
 * @param trained The network.
 * @param batchSize The largest number of samples of a call.
 */
export function openNetwork(engine: Engine, trained: TrainedNetwork, batchSize: number): OpenNetwork {
  const size = sizeOf(trained.shape);
  const programs = new Map<number, Program>();
  const fitting = (count: number): number => {
    let capacity = Math.max(batchSize, SMALLEST_BATCH);
    while (capacity % 2 === 0 && capacity / 2 >= Math.max(count, SMALLEST_BATCH)) capacity /= 2;
    return capacity;
  };
  const open = async (capacity: number): Promise<Program> => {
    const { fn, signature } = networkFunction(trained);
    const program = await engine.compile(fn, signature(capacity));
    programs.set(capacity, program);
    return program;
  };
  return {
    async call(x, times) {
      const count = times.length;
      const capacity = fitting(count);
      const program = programs.get(capacity) ?? await open(capacity);
      const t = new Float32Array(capacity).fill(times[0]!);
      t.set(times);
      const outputs = await program.run({ x: filled(x, capacity * size), t });
      return Array.from({ length: trained.heads }, (_, head) => {
        const output = outputs[`output${head}`]!;
        return count === capacity ? output : output.slice(0, count * size);
      });
    },
    async dispose() {
      for (const program of programs.values()) await program.dispose();
    },
  };
}

/** Samples, filled up with copies of the first entries; a network may choke on numbers that are no samples. */
function filled(x: Float32Array, length: number): Float32Array {
  if (x.length === length) return x;
  const all = new Float32Array(length);
  for (let start = 0; start < length; start += x.length) {
    all.set(x.subarray(0, Math.min(x.length, length - start)), start);
  }
  return all;
}

/** The network as a function of `x` and `t`, its weights constant, its heads apart. */
function networkFunction({ network, weights, shape, heads }: TrainedNetwork): {
  fn: TensorFunction;
  signature(batchSize: number): Signature;
} {
  return {
    fn({ x, t, weights }) {
      const params = named(network.parameters, unflatten(network.parameters, weights!));
      const output = network.apply(params, x!, t!);
      const parts = heads === 1 ? [output] : tf.split(output, heads, -1);
      return Object.fromEntries(parts.map((part, head) => [`output${head}`, part]));
    },
    signature: (batchSize) => ({
      inputs: { x: [batchSize, ...shape], t: [batchSize] },
      constants: { weights: { shape: [parameterCount(network.parameters)], data: weights } },
    }),
  };
}

/** So close to a singular end an exported velocity is given, and no closer. */
const NEAREST_TO_END = 1e-3;

/**
 * The velocity field as one tensor function, for a file that other programs can run: `(x, t) → v`.
 *
 * Times outside the target's bounds are answered as if they were the nearest within; where the velocity has no limit
 * at `t = 1`, times beyond 0.999 as if they were that.
 *
 * @param trained The network.
 * @param rules How to read its output.
 * @param hasEnd Whether the velocity has a limit at `t = 1`.
 * @returns The function, with the output's conversion to a velocity inside, and its signature for a batch size;
 * undefined if the path has no tensor operations that the conversion needs.
 */
export function exportedField(
  trained: TrainedNetwork,
  { target, interpolant, takesOutput }: FieldRules,
  hasEnd: boolean,
): { fn: TensorFunction; signature(batchSize: number): Signature } | undefined {
  const converts = !takesOutput && target.velocityTensor !== undefined;
  if (converts && interpolant.tensors === undefined) return undefined;
  const { fn, signature } = networkFunction(trained);
  const latest = Math.min(target.largestTime, hasEnd || takesOutput ? 1 : 1 - NEAREST_TO_END);
  return {
    signature,
    fn(inputs) {
      let t: Tensor = inputs["t"]!;
      if (target.smallestTime > 0) t = tf.maximum(t, target.smallestTime);
      if (latest < 1) t = tf.minimum(t, latest);
      const outputs = Object.values(fn({ ...inputs, t }));
      if (!converts) return { v: outputs[0]! };
      const x = inputs["x"]!;
      return { v: target.velocityTensor!(x, outputs, interpolant.tensors!(expandTime(t, x.rank))) };
    },
  };
}
