import { sizeOf } from "../tensor/shape.ts";
import * as tf from "../tensor/tf.ts";
import type { Shape, Tensor } from "../tensor/types.ts";

/** What is added to the variance: PyTorch's default. */
const EPSILON = 1e-5;

/** What a normalisation finds of its groups. */
export interface Standardized {
  /** Minus their means, `[B, G, 1]`. */
  readonly offset: Tensor;
  /** The values in the middle of their groups. */
  readonly centred: Tensor;
  /** One over the groups' deviations, `[B, G, 1]`. */
  readonly inverse: Tensor;
}

/** How the channels of an input form groups: sums and means over them, and what a normalisation needs of them. */
export class Groups {
  readonly #shape: Shape;
  readonly #size: number;
  readonly #entries: number;

  /** @param shape That of the input, `[B, ..., C]`. */
  constructor(shape: Shape, readonly count: number) {
    const [batch, channels] = [shape[0]!, shape.at(-1)!];
    this.#shape = shape;
    this.#size = channels / count;
    this.#entries = sizeOf(shape) / (batch * count);
  }

  /** The sums over the pixels of every example and channel, `[B, G, C/G]`. */
  sums(x: Tensor): Tensor {
    const perChannel = tf.sum(x, [...x.shape.keys()].slice(1, -1));
    return tf.reshape(perChannel, [this.#shape[0]!, this.count, this.#size]);
  }

  /** A group's mean from the sums of its channels, `[B, G, 1]`, times a factor. */
  mean(sums: Tensor, factor = 1): Tensor {
    return tf.mul(tf.sum(sums, 2, true), factor / this.#entries);
  }

  /** Numbers per example and channel, or per example and group, as numbers per pixel, `[B, 1, ..., C]`. */
  rows(numbers: Tensor): Tensor {
    const perChannel = numbers.shape[2] === this.#size
      ? numbers
      : tf.mul(numbers, tf.ones([1, 1, this.#size]));
    const inner = Array<number>(this.#shape.length - 2).fill(1);
    return tf.reshape(perChannel, [this.#shape[0]!, ...inner, this.#shape.at(-1)!]);
  }

  /** Numbers per channel, `[1, G, C/G]`. */
  perGroup(numbers: Tensor): Tensor {
    return tf.reshape(numbers, [1, this.count, this.#size]);
  }

  /** See {@linkcode Standardized}. */
  standardize(x: Tensor): Standardized {
    const offset = this.mean(this.sums(x), -1);
    const centred = tf.add(x, this.rows(offset));
    const variance = this.mean(this.sums(tf.square(centred)));
    return { offset, centred, inverse: tf.rsqrt(tf.add(variance, EPSILON)) };
  }
}

/** A gradient of what a normalisation puts out, or minus it. */
export interface Slope {
  /** The gradient, `[B, ..., C]`. */
  readonly dy: Tensor;
  /** What it has to be multiplied with. */
  readonly sign: 1 | -1;
}

/** What a normalisation's gradient is computed of: its input, or its centred values. */
export interface Source {
  /** The values, `[B, ..., C]`. */
  readonly values: Tensor;
  /** What has to be added to make them the centred ones, `[B, G, 1]`; nothing unless given. */
  readonly offset?: Tensor;
}

/**
 * The gradients of `γ·c·r + β`, with `c` the centred values, `r` one over the deviation and `⟨·⟩` the mean over a group:
 * `dx = γ·r·dy − r·⟨γ·dy⟩ − c·r³·⟨γ·c·dy⟩`, `dγ = Σ r·c·dy` and `dβ = Σ dy`.
 *
 * It is one combination of `dy` and the values, both scaled by a number per channel: automatic differentiation would go
 * over the image many times instead. The input serves as well as the centred values, and is often kept anyway; where
 * means are much larger than deviations it loses as many digits as they are larger.
 *
 * @param groups The groups.
 * @param source The values.
 * @param inverse One over the groups' deviations, `[B, G, 1]`.
 * @param weight `γ`, `[C]`.
 * @param slope The gradient.
 * @returns `dx`, `dγ` and `dβ`.
 */
export function groupGradients(
  groups: Groups,
  { values, offset }: Source,
  inverse: Tensor,
  weight: Tensor,
  { dy, sign }: Slope,
): [Tensor, Tensor, Tensor] {
  const scale = groups.perGroup(weight);
  const sums = groups.sums(dy);
  const alike = groups.sums(tf.mul(dy, values));
  const products = tf.mul(offset ? tf.add(alike, tf.mul(offset, sums)) : alike, inverse);
  const shift = tf.mul(groups.mean(tf.mul(sums, scale), -sign), inverse);
  const slope = tf.mul(groups.mean(tf.mul(products, scale), -sign), tf.square(inverse));
  const signed = (numbers: Tensor) => sign === 1 ? numbers : tf.neg(numbers);
  const scaled = tf.mul(dy, groups.rows(signed(tf.mul(scale, inverse))));
  const combined = tf.add(scaled, tf.mul(values, groups.rows(slope)));
  const total = (perExample: Tensor) => signed(tf.reshape(tf.sum(perExample, 0), [weight.size]));
  const rest = offset ? tf.add(shift, tf.mul(slope, offset)) : shift;
  return [tf.add(combined, groups.rows(rest)), total(products), total(sums)];
}
