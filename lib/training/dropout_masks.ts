import type { Dropout } from "../architectures/architecture.ts";
import type { Arrays } from "../engines/engine.ts";
import { Stream } from "../random/stream.ts";
import { sizeOf } from "../tensor/shape.ts";

/** The name of a dropout's mask among the inputs of a training step. */
export function maskName({ name }: Pick<Dropout, "name">): string {
  return `mask/${name}`;
}

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
    return { name, size, rate, mask: new Float32Array(batchSize * size) };
  });
  return {
    inputs: Object.fromEntries(layers.map(({ name, mask }) => [maskName({ name }), mask])),
    draw(step) {
      for (const { name, size, rate, mask } of layers) {
        const draws = new Stream({ seed, purpose: `train/dropout/${name}`, step });
        mask.fill(1 / (1 - rate));
        // P(gap ≥ k) = (1 − rate)^k: a uniform number's logarithm in this unit, rounded down, is the gap.
        const unit = 1 / Math.log1p(-rate);
        for (let i = 0; i < batchSize; i++) {
          draws.moveTo(i);
          const end = (i + 1) * size;
          // 1 − uniform is never 0
          let place = i * size + Math.floor(Math.log(1 - draws.uniform()) * unit);
          while (place < end) {
            mask[place] = 0;
            place += 1 + Math.floor(Math.log(1 - draws.uniform()) * unit);
          }
        }
      }
    },
  };
}
