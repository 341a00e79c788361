import type { ProbeLaw } from "../metrics/metric.ts";
import { Stream } from "../random/stream.ts";

/** The directions along which divergences are computed. */
export interface Probes {
  /** How many estimates of the divergence they make: the probes' own, or 1 where they sum to it. */
  readonly estimates: number;
  /**
   * The probes of some samples, one after the other; each is valid until the next.
   *
   * @param rows Which samples.
   */
  along(rows: Uint32Array): Iterable<Float64Array>;
}

/**
 * The unit vectors of the flattened sample, the same for every sample: the slopes along them sum to the divergence.
 *
 * @param size Numbers in one sample.
 */
export function unitVectors(size: number): Probes {
  return {
    estimates: 1,
    *along(rows) {
      const probe = new Float64Array(rows.length * size);
      for (let j = 0; j < size; j++) {
        probe.fill(0);
        for (let i = 0; i < rows.length; i++) probe[i * size + j] = 1;
        yield probe;
      }
    },
  };
}

/** Which random probes. */
export interface RandomProbeOptions {
  /** The experiment's seed. */
  readonly seed: number;
  /** The number of the first sample. */
  readonly first: number;
  /** The number of every sample, where they do not follow one another. */
  readonly numbers?: Uint32Array | undefined;
  /** How many samples. */
  readonly samples: number;
  /** Numbers in one sample. */
  readonly size: number;
  /** How many probes for every sample. */
  readonly count: number;
  /** The law of their entries. */
  readonly law: ProbeLaw;
}

/**
 * Random probes with `E[p·pᵀ] = I`, so that the slope along each estimates the divergence without bias.
 *
 * Probe `k` of a sample is drawn from a stream of its own, so it is the same whatever the number of probes and of
 * samples. With `A = (J + Jᵀ)/2` the slope has the variance `2(‖A‖² − Σ A_jj²)` for Rademacher's law, ±1 with equal
 * probabilities, and `2‖A‖²`, which is never less, for the normal one.
 *
 * @param options Whose they are, and how many.
 * @see Hutchinson, "A stochastic estimator of the trace of the influence matrix for Laplacian smoothing splines", 1990
 */
export function randomProbes(
  { seed, first, numbers, samples, size, count, law }: RandomProbeOptions,
): Probes {
  const all = Array.from({ length: count }, (_, step) => {
    const draws = new Stream({ seed, purpose: "likelihood/probe", step });
    const entries = new Float32Array(samples * size);
    for (let i = 0; i < samples; i++) {
      draws.moveTo(numbers ? numbers[i]! : first + i);
      const probe = entries.subarray(i * size, (i + 1) * size);
      if (law === "gaussian") draws.fillNormal(probe);
      else probe.forEach((_, j) => probe[j] = draws.uint32() < 2 ** 31 ? -1 : 1);
    }
    return entries;
  });
  return {
    estimates: count,
    *along(rows) {
      const probe = new Float64Array(rows.length * size);
      for (const entries of all) {
        rows.forEach((row, i) => probe.set(entries.subarray(row * size, (row + 1) * size), i * size));
        yield probe;
      }
    },
  };
}
