import { Stream } from "../random/stream.ts";
import type { Layer } from "./layer.ts";
import { waves } from "./waves.ts";

/** Where the matrix comes from: part of the network's definition, so the experiment's seed does not change it. */
const SEED = 0;

/** What the random features are. */
export interface FourierFeaturesOptions {
  /** Numbers in. */
  readonly inputs: number;
  /** Numbers out, even. */
  readonly features: number;
  /** The standard deviation of the frequencies' entries, in cycles per unit of the input. */
  readonly scale: number;
}

/**
 * Random Fourier features over `[B, inputs]`: `[cos(2πBx), sin(2πBx)]` with `B ~ N(0, scale²)`; `[B, features]`.
 *
 * The matrix is a constant. It comes from a stream of its own with a fixed seed, so it has the same bits at every run,
 * when a run is resumed and in an exported model, and checkpoints need not hold it. Fewer features are the first of
 * more.
 *
 * @param options How many, and how fast.
 * @see Tancik et al., "Fourier features let networks learn high frequency functions in low dimensional domains", 2020
 */
export function fourierFeatures({ inputs, features, scale }: FourierFeaturesOptions): Layer {
  const draws = new Stream({ seed: SEED, purpose: "network/fourierFeatures" });
  const frequencies = Float32Array.from(
    { length: features / 2 * inputs },
    () => 2 * Math.PI * scale * draws.normal(),
  );
  return waves({ inputs, frequencies });
}
