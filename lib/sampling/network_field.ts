import { type Network, NO_CLASS } from "../architectures/architecture.ts";
import type { Arrays, Engine } from "../engines/engine.ts";
import { expandTime } from "../tensor/expand_time.ts";
import { named, parameterCount, unflatten } from "../tensor/parameters.ts";
import * as tf from "../tensor/tf.ts";
import type { Shape, Tensor } from "../tensor/types.ts";
import type { FieldRules } from "./generative_field.ts";
import { type RowFunction, rowProgram } from "./row_program.ts";

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
  /**
   * Answers for any number of samples up to the batch size, head by head. The arrays that it returns are the caller's.
   *
   * @param x Samples, laid end to end.
   * @param t Their times.
   * @param labels Their classes, if the network is told them.
   */
  call(x: Float32Array, t: Float64Array, labels?: Int32Array): Promise<readonly Float32Array[]>;
  /** Frees what was compiled. */
  dispose(): Promise<void>;
}

/**
 * Compiles a trained network, its weights constants of the program.
 *
 * @param engine What runs the network.
 * @param trained The network.
 * @param batchSize The largest number of samples of a call.
 */
export function openNetwork(engine: Engine, trained: TrainedNetwork, batchSize: number): OpenNetwork {
  const program = rowProgram(engine, networkFunction(trained), batchSize);
  return {
    async call(x, times, labels) {
      const inputs = { x, t: Float32Array.from(times), ...labelInput(trained.network, labels, times.length) };
      const outputs = await program.run(inputs, times.length);
      return Array.from({ length: trained.heads }, (_, head) => outputs[`output${head}`]!);
    },
    dispose: program.dispose,
  };
}

/** The input with the classes of samples, {@linkcode NO_CLASS} unless given; none for a network that takes none. */
export function labelInput(network: Network, labels: Int32Array | undefined, count: number): Arrays {
  if (!network.takesClass) return {};
  return { label: labels ? Float32Array.from(labels) : new Float32Array(count).fill(NO_CLASS) };
}

/**
 * The network as a function of `x`, `t` and, if it takes a class, `label`; its weights constant, its heads apart:
 * `output0`, `output1`, …
 */
export function networkFunction({ network, weights, shape, heads }: TrainedNetwork): RowFunction {
  return {
    fn({ x, t, label, weights }) {
      const params = named(network.parameters, unflatten(network.parameters, weights!));
      const output = network.apply(params, x!, t!, { label });
      const parts = heads === 1 ? [output] : tf.split(output, heads, -1);
      return Object.fromEntries(parts.map((part, head) => [`output${head}`, part]));
    },
    signature: (batchSize) => ({
      inputs: {
        x: [batchSize, ...shape],
        t: [batchSize],
        ...network.takesClass ? { label: [batchSize] } : {},
      },
      constants: { weights: { shape: [parameterCount(network.parameters)], data: weights } },
    }),
  };
}

/** So close to a singular end an exported velocity is given, and no closer. */
const NEAREST_TO_END = 1e-3;

/**
 * The velocity field as one tensor function, for a file that other programs can run: `(x, t) → v`, or
 * `(x, t, label) → v` if the network is told the class, where a label of −1 tells none.
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
): RowFunction | undefined {
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
