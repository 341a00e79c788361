/** The slowest wave has about this many times the period of the fastest. */
const MAX_PERIOD = 10000;

/** The sizes of a position embedding. */
export interface PositionEmbeddingOptions {
  /** Tokens from top to bottom. */
  readonly rows: number;
  /** Tokens from left to right. */
  readonly columns: number;
  /** Numbers per token, a multiple of 4. */
  readonly width: number;
}

/**
 * Tells tokens where in the image they are: `[sin(ωj), cos(ωj), sin(ωi), cos(ωi)]` for the token in row `i` and
 * column `j`, with `ω_k = 10000^(−k/q)`, `k = 0 … q − 1`, for `q = width/4`.
 *
 * It is a constant, not a parameter: nothing trains or stores it.
 *
 * @param options Its sizes.
 * @returns The tokens' numbers, row after row of tokens, `[rows·columns, width]`.
 * @see Vaswani et al., "Attention is all you need", 2017, section 3.5; for two dimensions in Peebles and Xie,
 * "Scalable diffusion models with transformers", 2023, whose order of the two this is
 */
export function positionEmbedding({ rows, columns, width }: PositionEmbeddingOptions): Float32Array {
  const quarter = width / 4;
  const out = new Float32Array(rows * columns * width);
  for (let token = 0; token < rows * columns; token++) {
    const places = [token % columns, Math.floor(token / columns)];
    for (const [half, place] of places.entries()) {
      const start = token * width + half * 2 * quarter;
      for (let k = 0; k < quarter; k++) {
        const angle = place * MAX_PERIOD ** (-k / quarter);
        out[start + k] = Math.sin(angle);
        out[start + quarter + k] = Math.cos(angle);
      }
    }
  }
  return out;
}
