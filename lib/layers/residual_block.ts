import * as tf from "../tensor/tf.ts";
import type { Tensor } from "../tensor/types.ts";
import { activation } from "./activation.ts";
import type { ConditionedLayer } from "./conditioned_layer.ts";
import { conv2d } from "./conv2d.ts";
import { dropout } from "./dropout.ts";
import { enlarge } from "./enlarge.ts";
import { groupNorm } from "./group_norm.ts";
import { groupNormSilu } from "./group_norm_silu.ts";
import { linear } from "./linear.ts";
import { modulate } from "./modulate.ts";
import { sequential } from "./sequential.ts";
import { shrink } from "./shrink.ts";
import { zeroed } from "./zeroed.ts";

/** What a residual block is made of. */
export interface ResidualBlockOptions {
  /** Channels in. */
  readonly inputs: number;
  /** Channels out. */
  readonly outputs: number;
  /** Numbers of the condition's embedding. */
  readonly embedding: number;
  /** Groups of the normalisations, a divisor of the channels in and out. */
  readonly groups: number;
  /** Whether the embedding scales and shifts the second normalisation, or is added before it. */
  readonly scaleShift: boolean;
  /** How often an activation is dropped before the last convolution, in `[0, 1)`. */
  readonly dropout: number;
  /** The height and width of the image that comes out. */
  readonly size: readonly [height: number, width: number];
  /** Whether the image is halved or doubled on the way; it stays as it is unless given. */
  readonly resize?: "down" | "up" | undefined;
}

const resizings = {
  down: (x: Tensor) => shrink(x, 2),
  up: (x: Tensor) => enlarge(x, 2),
};

/** Numbers of every example, `[B, n]`, as those of every pixel, `[B, 1, 1, n]`. */
function expand(x: Tensor): Tensor {
  return tf.reshape(x, [x.shape[0]!, 1, 1, x.shape[1]!]);
}

/**
 * The residual block of the guided-diffusion U-Net over `[B, H, W, C]`:
 * `skip(x) + W₂∗dropout(φ(norm(W₁∗φ(norm(x)) + e)))` with `φ` SiLU and the embedding's part `e = W·embedding + b`, or
 * with `norm(…)·(1 + scale) + shift` in the place of `norm(… + e)`, if `scaleShift`. It adds nothing at first.
 *
 * The embedding of the condition has gone through `φ` already, once for all blocks. PyTorch lists that as a module
 * without parameters, `emb_layers.0`.
 *
 * @param name The parameters' prefix: `name.in_layers.0` and so on; the mask of its dropout is `name.out_layers.2`.
 * @param options What it is made of.
 * @see Dhariwal and Nichol, "Diffusion models beat GANs on image synthesis", 2021, section 3 and appendix I
 */
export function residualBlock(name: string, options: ResidualBlockOptions): ConditionedLayer {
  const { inputs, outputs, groups, scaleShift, size } = options;
  const enter = groupNormSilu(`${name}.in_layers.0`, { groups, channels: inputs });
  const first = conv2d(`${name}.in_layers.2`, { inputs, outputs, kernel: 3 });
  const project = linear(`${name}.emb_layers.1`, {
    inputs: options.embedding,
    outputs: scaleShift ? 2 * outputs : outputs,
  });
  const sizes = { groups, channels: outputs };
  const norm = (scaleShift ? groupNorm : groupNormSilu)(`${name}.out_layers.0`, sizes);
  const silu = activation("silu");
  const drop = dropout(`${name}.out_layers.2`, { shape: [...size, outputs], rate: options.dropout });
  const last = zeroed(conv2d(`${name}.out_layers.3`, { inputs: outputs, outputs, kernel: 3 }));
  const skip = inputs === outputs
    ? sequential()
    : conv2d(`${name}.skip_connection`, { inputs, outputs, kernel: 1 });
  const resize = options.resize === undefined ? (x: Tensor) => x : resizings[options.resize];
  return {
    parameters: [enter, first, project, norm, last, skip].flatMap(({ parameters }) => parameters),
    dropouts: drop.dropouts!,
    apply(params, x, condition) {
      const inner = first.apply(params, resize(enter.apply(params, x)));
      const told = expand(project.apply(params, condition.embedding));
      const [scale, shift] = scaleShift ? tf.split(told, 2, -1) : [];
      const active = scaleShift
        ? silu.apply(params, modulate(norm.apply(params, inner), shift!, scale!))
        : norm.apply(params, tf.add(inner, told));
      const kept = drop.apply(params, active, condition);
      return tf.add(skip.apply(params, resize(x)), last.apply(params, kept));
    },
  };
}
