import type { PathCoefficients } from "../paths/path.ts";

/** The state of an ODE: any number of samples laid end to end. */
export type State = Float32Array | Float64Array;

/**
 * A velocity field `v(x, t)` for any number of samples, each at a time of its own: `x` holds `t.length` samples.
 *
 * It must not keep or change its arguments; it may return the same array at every call.
 */
export type VelocityFunction<S extends State = State> = (x: S, t: Float64Array) => S | Promise<S>;

/**
 * What a solver can ask of a generative model at points and times. Each answer costs one network call.
 *
 * Arguments and results are as those of a {@linkcode VelocityFunction}. `rows` says which of the samples that the
 * solver was started with each one is, since a model may know more of a sample than its place, such as its class; all
 * of them in order unless given.
 */
export interface Field<S extends State = State> {
  /** The velocity `v(x, t) = E[ẋ_t | x_t = x]`. */
  velocity(x: S, t: Float64Array, rows?: Uint32Array): S | Promise<S>;
  /** The data that are expected, `E[x1 | x_t = x]`. */
  data(x: S, t: Float64Array, rows?: Uint32Array): S | Promise<S>;
  /**
   * The drift `v + ½·g²·s` of the SDE with diffusion `g` that has the same marginals as `dx = v dt`; `s` is the
   * score `∇ log p_t`.
   *
   * @param variance `g²`, at least 0 and finite, for all samples.
   */
  drift(x: S, t: Float64Array, variance: number, rows?: Uint32Array): S | Promise<S>;
  /** The coefficients of the path that is sampled on. */
  at(t: number): PathCoefficients;
}

/**
 * Standard normal numbers for a solver, from streams of each sample's own.
 *
 * @param key What the numbers are for, an integer in `[0, 2³²)`: one key, the same numbers.
 * @param out Receives as many numbers as the state has entries, sample after sample.
 */
export type Noise = (key: number, out: State) => void;

/** Along which times, and who is told about the steps. */
export interface SolveOptions<S extends State = State> {
  /**
   * The times that fixed steps go between, increasing or decreasing. Adaptive solvers go from the first to the
   * last. A single time is a solution that goes nowhere.
   */
  readonly times: ArrayLike<number>;
  /** How many samples the state holds, 1 unless given. */
  readonly samples?: number;
  /** Where stochastic solvers get their noise from; others need none. */
  readonly noise?: Noise;
  /**
   * Called with the starting state and after every step. An adaptive solver, whose samples step each for
   * itself, calls it with interpolated states at evenly spaced times instead. `x` is only valid during the call.
   */
  onStep?(x: S, time: number): void;
  /** Called now and then with the part of the way that is done, in `[0, 1]`. */
  onProgress?(part: number): void;
}

/** The end of a trajectory. */
export interface Solution<S extends State = State> {
  /** The final state. */
  readonly x: S;
  /** How often each sample went through the network. */
  readonly evaluations: Uint32Array;
  /** The samples that ran out of steps before the last time, and stay where they were; usually none. */
  readonly unfinished: readonly number[];
}

/** An integrator of `dx/dt = v(x, t)`, or of an SDE with the same marginals: plain arrays, no tensors. */
export interface Solver {
  /** The order of convergence; of an adaptive method, that of its steps. */
  readonly order: number;
  /** How many steps it takes; undefined for an adaptive one. */
  readonly steps: number | undefined;
  /** What it asks of a field: `score` when it asks for drifts. */
  readonly needs: "velocity" | "data" | "score";
  /** Whether it adds noise whose law is right only if the source is standard normal noise. */
  readonly needsGaussianSource: boolean;
  /**
   * Follows the field.
   *
   * @param field The field.
   * @param start The initial state; it is not changed.
   * @param options The times, the noise and the observers.
   */
  solve<S extends State>(field: Field<S>, start: S, options: SolveOptions<S>): Promise<Solution<S>>;
}
