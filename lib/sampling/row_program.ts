import type { Arrays, Engine, Program, Signature, TensorFunction } from "../engines/engine.ts";

/** A function of rows, one for each sample: a row of its outputs depends on that row of its inputs alone. */
export interface RowFunction {
  /** The function. */
  readonly fn: TensorFunction;
  /** Its inputs for a number of rows, and its constants. */
  signature(batchSize: number): Signature;
}

/** A function of rows that is ready to be run. */
export interface RowProgram {
  /**
   * Runs the function for any number of rows up to the batch size.
   *
   * @param inputs One array for every input, `count` rows each.
   * @param count How many rows.
   * @returns One array for every output, `count` rows each. They are the caller's.
   */
  run(inputs: Arrays, count: number): Promise<Arrays>;
  /** Frees what was compiled. */
  dispose(): Promise<void>;
}

/** Runtimes sum over a batch of one in another order than over all others, so it is computed as one of two. */
const SMALLEST_BATCH = 2;

/**
 * Compiles a function of rows when it is first needed.
 *
 * Programs have fixed batch sizes. One for the batch size, and for fewer samples, as when a solver is done with some
 * of them, others of half the size, a quarter and so on are compiled when they are first needed, and filled up.
 *
 * @param engine What runs the function.
 * @param rows The function.
 * @param batchSize The largest number of rows of a call.
 */
export function rowProgram(engine: Engine, { fn, signature }: RowFunction, batchSize: number): RowProgram {
  const programs = new Map<number, Program>();
  const fitting = (count: number): number => {
    let capacity = Math.max(batchSize, SMALLEST_BATCH);
    while (capacity % 2 === 0 && capacity / 2 >= Math.max(count, SMALLEST_BATCH)) capacity /= 2;
    return capacity;
  };
  const open = async (capacity: number): Promise<Program> => {
    const program = await engine.compile(fn, signature(capacity));
    programs.set(capacity, program);
    return program;
  };
  return {
    async run(inputs, count) {
      const capacity = fitting(count);
      const program = programs.get(capacity) ?? await open(capacity);
      if (count === capacity) return await program.run(inputs);
      const outputs = await program.run(
        mapped(inputs, (rows) => filled(rows, rows.length / count * capacity)),
      );
      return mapped(outputs, (rows) => rows.slice(0, rows.length / capacity * count));
    },
    async dispose() {
      for (const program of programs.values()) await program.dispose();
    },
  };
}

/** What a function makes of every array. */
function mapped(arrays: Arrays, change: (array: Float32Array) => Float32Array): Arrays {
  return Object.fromEntries(Object.entries(arrays).map(([name, array]) => [name, change(array)]));
}

/** Rows, filled up with copies of the first ones; a network may choke on numbers that are no samples. */
function filled(rows: Float32Array, length: number): Float32Array {
  const all = new Float32Array(length);
  for (let start = 0; start < length; start += rows.length) {
    all.set(rows.subarray(0, Math.min(rows.length, length - start)), start);
  }
  return all;
}
