import type { Dropout } from "../architectures/architecture.ts";
import type { Arrays } from "../engines/engine.ts";
import { logarithm, logarithms } from "../random/logarithm.ts";
import { Stream } from "../random/stream.ts";
import { sizeOf } from "../tensor/shape.ts";

/** The name of a dropout's mask among the inputs of a training step. */
export function maskName({ name }: Pick<Dropout, "name">): string {
  return `mask/${name}`;
}

/** The most gaps that are drawn at once. */
const MOST_GAPS = 512;

/** The masks of every step. */
export interface DropoutMasks {
  /** One array for every dropout, `[B, ...shape]`, under its {@linkcode maskName}. */
  readonly inputs: Arrays;
  /** Fills the arrays for a step, from 1. */
  draw(step: number): void;
}

/**
 * Draws masks of dropout: entries are 0 with probability `rate`, independently, and `1/(1 − rate)` otherwise.
 *
 * Every example of every step has a stream of its own for each layer, so its mask depends on neither its neighbours nor
 * the other layers. What is drawn is how many entries are kept before the next that is dropped, which is geometrically
 * distributed: one draw for each entry that is dropped instead of one for each entry.
 *
 * @param dropouts Where activations are dropped.
 * @param options The experiment's seed, and how many examples a step has.
 * @see Srivastava et al., "Dropout: a simple way to prevent neural networks from overfitting", 2014
 */
export function dropoutMasks(
  dropouts: readonly Dropout[],
  { seed, batchSize }: { readonly seed: number; readonly batchSize: number },
): DropoutMasks {
  const layers = dropouts.map(({ name, shape, rate }) => {
    const size = sizeOf(shape);
    const mask = new Float32Array(batchSize * size);
    const draws = new Stream({ seed, purpose: `train/dropout/${name}` });
    // about as many as an example's mask takes
    const words = new Uint32Array(Math.min(MOST_GAPS, 2 + Math.ceil(1.1 * rate * size)));
    return { name, size, rate, mask, draws, words };
  });
  const chances = new Float64Array(MOST_GAPS);
  const logs = new Float64Array(MOST_GAPS);
  return {
    inputs: Object.fromEntries(layers.map(({ name, mask }) => [maskName({ name }), mask])),
    draw(step) {
      for (const { size, rate, mask, draws, words } of layers) {
        mask.fill(1 / (1 - rate));
        // P(gap ≥ k) = (1 − rate)^k: a uniform number's logarithm in this unit, rounded down, is the gap.
        const unit = 1 / logarithm(1 - rate);
        for (let i = 0; i < batchSize; i++) {
          draws.moveTo(i, step);
          const end = (i + 1) * size;
          let place = i * size;
          while (place < end) {
            draws.fillWords(words);
            for (let k = 0; k < words.length; k++) chances[k] = (words[k]! + 0.5) / 0x100000000;
            logarithms(chances, logs, words.length);
            for (let k = 0; k < words.length && place < end; k++) {
              place += Math.floor(logs[k]! * unit);
              if (place < end) mask[place++] = 0;
            }
          }
        }
      }
    },
  };
}
