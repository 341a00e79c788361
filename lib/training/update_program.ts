import type { Arrays, Engine, Program } from "../engines/engine.ts";
import { type UpdateParts, updateStep } from "./step.ts";

/** A compiled update. */
export interface UpdateProgram {
  /**
   * Does the update.
   *
   * @param vectors The carried vectors, which are written over.
   * @param gradient The gradient, `[N]`.
   * @param coefficients How far the average moves, then the optimizer's own.
   */
  run(vectors: Arrays, gradient: Float32Array, coefficients: Float32Array): Promise<void>;
  /** Frees what the program holds. */
  dispose(): Promise<void>;
}

/** So many entries of all vectors of an update stay in a processor's cache from one operation of it to the next. */
const CHUNK = 2 ** 17;

/**
 * Compiles the update of a network's carried vectors.
 *
 * It goes over them a dozen times. Those of a large network do not stay in a processor's cache; so it is done for some
 * entries after the other, if each depends on its own numbers alone.
 *
 * @param engine What runs it.
 * @param parts Who updates; a gradient that is yet to be clipped has to be updated as a whole.
 * @param length How many parameters there are, `N`.
 */
export async function compileUpdate(
  engine: Engine,
  parts: UpdateParts,
  length: number,
): Promise<UpdateProgram> {
  const isWhole = !parts.optimizer.isEntrywise || parts.clipNorm !== undefined;
  const most = isWhole ? length : Math.min(length, CHUNK);
  const programs = new Map<number, Program>();
  for (const size of [most, length % most].filter((size) => size > 0)) {
    if (programs.has(size)) continue;
    const { step, signature } = updateStep(parts, size);
    programs.set(size, await engine.compile(step, signature));
  }
  return {
    async run(vectors, gradient, coefficients) {
      for (let start = 0; start < length; start += most) {
        const size = Math.min(most, length - start);
        const part = (vector: Float32Array) => vector.subarray(start, start + size);
        const state = Object.fromEntries(
          Object.entries(vectors).map(([name, vector]) => [name, part(vector)]),
        );
        await programs.get(size)!.run({ ...state, gradient: part(gradient), coefficients }, state);
      }
    },
    async dispose() {
      for (const program of programs.values()) await program.dispose();
    },
  };
}
