import type { Stream } from "./stream.ts";

/**
 * A random order of `0 … count − 1`, every order equally likely (Fisher and Yates).
 *
 * @param count How many.
 * @param draws The stream to draw from.
 * @returns The permutation.
 */
export function permutation(count: number, draws: Stream): Uint32Array {
  const order = new Uint32Array(count);
  for (let i = 0; i < count; i++) order[i] = i;
  for (let i = count - 1; i > 0; i--) {
    const j = draws.integer(i + 1);
    const kept = order[i]!;
    order[i] = order[j]!;
    order[j] = kept;
  }
  return order;
}
