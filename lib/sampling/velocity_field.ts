import type { Network } from "../architectures/architecture.ts";
import type { Engine, Signature, TensorFunction } from "../engines/engine.ts";
import type { Path } from "../paths/path.ts";
import type { VelocityFunction } from "../solvers/solver.ts";
import type { Target } from "../targets/target.ts";
import { expandTime } from "../tensor/expand_time.ts";
import { named, parameterCount, unflatten } from "../tensor/parameters.ts";
import * as tf from "../tensor/tf.ts";
import type { Shape } from "../tensor/types.ts";

/** What a trained velocity field is made of. */
export interface FieldParts {
  /** The network. */
  readonly network: Network;
  /** Its weights, one after the other, `[N]`. */
  readonly weights: Float32Array;
  /** What it was trained to answer. */
  readonly target: Target;
  /** The path that it was trained on. */
  readonly path: Path;
  /** The shape of one sample. */
  readonly shape: Shape;
  /** Samples per call. */
  readonly batchSize: number;
  /** Whether to make a velocity of the network's output, or to take the output for one. */
  readonly field: "velocity" | "output";
}

/** A trained velocity field, ready to be integrated. */
export interface VelocityField {
  /** `v(x, t)` for `batchSize` samples laid end to end. The array that it returns is the caller's. */
  readonly velocity: VelocityFunction<Float32Array>;
  /** Frees the compiled network. */
  dispose(): Promise<void>;
}

/**
 * Compiles a trained network into a velocity field.
 *
 * The weights become constants of the program. The target's conversion from output to velocity is linear in
 * both the point and the output, with weights computed here in double precision. A time before the target's
 * smallest one is answered as if it were that.
 *
 * @param engine What runs the network.
 * @param parts The network and how to read its output.
 */
export async function openVelocityField(engine: Engine, parts: FieldParts): Promise<VelocityField> {
  const { target, path, field } = parts;
  // runtimes sum over a batch of one in another order than over all others, so it is computed as one of two
  const single = parts.batchSize === 1;
  const batchSize = single ? 2 : parts.batchSize;
  const { fn, signature } = networkFunction({ ...parts, batchSize });
  const program = await engine.compile(fn, signature);
  const t = new Float32Array(batchSize);
  return {
    async velocity(x, asked) {
      const time = Math.max(asked, target.smallestTime);
      const all = (await program.run({ x: single ? twice(x) : x, t: t.fill(time) }))["output"]!;
      const output = single ? all.slice(0, x.length) : all;
      if (field === "output") return output;
      const weights = target.velocity(time, path);
      if (weights.x === 0 && weights.output === 1) return output;
      return output.map((value, i) => weights.x * x[i]! + weights.output * value);
    },
    dispose: () => program.dispose(),
  };
}

function twice(x: Float32Array): Float32Array {
  const both = new Float32Array(2 * x.length);
  both.set(x);
  both.set(x, x.length);
  return both;
}

/** The network as a function of `x` and `t`, its weights constant. */
function networkFunction({ network, weights, shape, batchSize }: FieldParts): {
  fn: TensorFunction;
  signature: Signature;
} {
  return {
    fn({ x, t, weights }) {
      const params = named(network.parameters, unflatten(network.parameters, weights!));
      return { output: network.apply(params, x!, t!) };
    },
    signature: {
      inputs: { x: [batchSize, ...shape], t: [batchSize] },
      constants: { weights: { shape: [parameterCount(network.parameters)], data: weights } },
    },
  };
}

/**
 * The velocity field as one tensor function, for a file that other programs can run: `(x, t) → v`.
 *
 * @param parts The network and how to read its output.
 * @returns The function, with the output's conversion to a velocity inside, and its signature for a batch size.
 */
export function exportedField(parts: Omit<FieldParts, "batchSize">): {
  fn: TensorFunction;
  signature(batchSize: number): Signature;
} {
  const { target, field } = parts;
  const { fn } = networkFunction({ ...parts, batchSize: 1 });
  return {
    signature: (batchSize) => networkFunction({ ...parts, batchSize }).signature,
    fn(inputs) {
      const t = target.smallestTime > 0 ? tf.maximum(inputs["t"]!, target.smallestTime) : inputs["t"]!;
      const { output } = fn({ ...inputs, t });
      const v = field === "output" ? output! : target.velocityTensor(output!, expandTime(t, output!.rank));
      return { v };
    },
  };
}
