import type { Shape, Tensor } from "../tensor/types.ts";

/** A function of named tensors: what an engine compiles. It may use any TensorFlow.js operation. */
export type TensorFunction = (inputs: Readonly<Record<string, Tensor>>) => Readonly<Record<string, Tensor>>;

/** Named arrays, row after row; their shapes are fixed when the function is compiled. */
export type Arrays = Readonly<Record<string, Float32Array>>;

/** What a function is compiled for. */
export interface Signature {
  /** The inputs that change from call to call, with their shapes. */
  readonly inputs: Readonly<Record<string, Shape>>;
  /** Inputs whose values are known now and never change, such as trained weights. */
  readonly constants?: Readonly<Record<string, { readonly shape: Shape; readonly data: Float32Array }>>;
}

/** A compiled function. */
export interface Program {
  /**
   * Runs the function once.
   *
   * @param inputs One array for every input of the signature; they are not changed.
   * @returns One array for every output, fresh at every call.
   * @throws {RangeError} If an input is missing or has the wrong length.
   */
  run(inputs: Arrays): Promise<Arrays>;
  /** Frees what the program holds. */
  dispose(): Promise<void>;
}

/** Something that runs tensor functions. Nothing in an engine knows what flow matching is. */
export interface Engine {
  /** What runs and where, for `environment.json`: versions, device, threads. */
  describe(): Promise<Readonly<Record<string, string | number>>>;
  /**
   * Compiles a function for fixed shapes.
   *
   * @throws {Failure} If the function uses an operation that the engine does not have.
   */
  compile(fn: TensorFunction, signature: Signature): Promise<Program>;
}
