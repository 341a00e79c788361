import type { Engine } from "../engines/engine.ts";
import * as tf from "../tensor/tf.ts";
import type { Tensor } from "../tensor/types.ts";
import { dotProducts, type Slopes } from "./differentiable_call.ts";
import { labelInput, networkFunction, type TrainedNetwork } from "./network_field.ts";
import { type RowFunction, rowProgram } from "./row_program.ts";

/** A network that is ready to be asked for the change of its answers. */
export interface OpenSlopes {
  /**
   * Answers for any number of samples up to the batch size, in float32.
   *
   * @param x Samples, laid end to end.
   * @param t Their times.
   * @param probe A direction for every sample.
   * @param labels Their classes, if the network is told them.
   */
  call(x: Float64Array, t: Float64Array, probe: Float64Array, labels?: Int32Array): Promise<Slopes>;
  /** Frees what was compiled. */
  dispose(): Promise<void>;
}

/**
 * Compiles a trained network together with its vector-Jacobian product, `(x, t, probe) → (∂output/∂x)ᵀ·probe`, whose
 * product with the probe is the slope. A call takes one pass forwards for each head, and one backwards.
 *
 * @param engine What runs the network.
 * @param trained The network.
 * @param batchSize The largest number of samples of a call.
 */
export function openSlopes(engine: Engine, trained: TrainedNetwork, batchSize: number): OpenSlopes {
  const program = rowProgram(engine, slopesFunction(trained), batchSize);
  return {
    async call(x, times, probe, labels) {
      const inputs = {
        ...labelInput(trained.network, labels, times.length),
        x: Float32Array.from(x),
        t: Float32Array.from(times),
        probe: Float32Array.from(probe),
      };
      const answers = await program.run(inputs, times.length);
      const heads = Array.from({ length: trained.heads }, (_, head) => head);
      return {
        outputs: heads.map((head) => Float64Array.from(answers[`output${head}`]!)),
        slopes: heads.map((head) => dotProducts(answers[`product${head}`]!, probe, times.length)),
      };
    },
    dispose: program.dispose,
  };
}

/** The network's outputs and, for each of them, `(∂output/∂x)ᵀ·probe`. */
function slopesFunction(trained: TrainedNetwork): RowFunction {
  const { fn, signature } = networkFunction(trained);
  return {
    fn(inputs) {
      const answers: Record<string, Tensor> = {};
      for (let head = 0; head < trained.heads; head++) {
        let output: Tensor | undefined;
        const answer = (x: Tensor): Tensor => {
          // Kept from being freed with all else that the gradient needed.
          output = tf.keep(fn({ ...inputs, x })[`output${head}`]!);
          return output;
        };
        answers[`product${head}`] = tf.grad(answer)(inputs["x"]!, inputs["probe"]!);
        answers[`output${head}`] = tf.clone(output!);
        output!.dispose();
      }
      return answers;
    },
    signature(batchSize) {
      const { inputs, ...others } = signature(batchSize);
      return { inputs: { ...inputs, probe: inputs["x"]! }, ...others };
    },
  };
}
