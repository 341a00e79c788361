import type { Layer } from "./layer.ts";
import { waves } from "./waves.ts";

/** The slowest wave has about this many times the period of the fastest. */
const MAX_PERIOD = 10000;

/** What the features of the time are. */
export interface TimeFeaturesOptions {
  /** Numbers out, even. */
  readonly features: number;
  /** What the time is multiplied by: the frequency of the fastest wave, in radians per unit of time. */
  readonly scale: number;
}

/**
 * The sinusoidal embedding of the time over `[B, 1]`: `[cos(ω_k·scale·t), sin(ω_k·scale·t)]` with
 * `ω_k = 10000^(−k/h)`, `k = 0 … h − 1`, for `h = features/2`; `[B, features]`.
 *
 * @param options How many, and how fast.
 * @see Vaswani et al., "Attention is all you need", 2017, section 3.5; with cosines first and these frequencies in
 * Dhariwal and Nichol, "Diffusion models beat GANs on image synthesis", 2021, and Peebles and Xie, "Scalable
 * diffusion models with transformers", 2023, whose times are the whole numbers below 1000
 */
export function timeFeatures({ features, scale }: TimeFeaturesOptions): Layer {
  const half = features / 2;
  const frequencies = Float32Array.from(
    { length: half },
    (_, k) => scale * Math.exp(-Math.log(MAX_PERIOD) * k / half),
  );
  return waves({ inputs: 1, frequencies });
}
