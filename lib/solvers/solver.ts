/** The state of an ODE: any number of samples laid end to end. */
export type State = Float32Array | Float64Array;

/** A velocity field `v(x, t)`. It must not keep or change `x`; it may return the same array at every call. */
export type VelocityFunction<S extends State = State> = (x: S, time: number) => S | Promise<S>;

/** From where to where, and who is told about the steps. */
export interface SolveOptions<S extends State = State> {
  /** The starting time, 0 unless given. */
  readonly from?: number;
  /** The final time, 1 unless given; it may lie before `from`. */
  readonly to?: number;
  /** Called with the starting state and after every step; `x` is only valid during the call. */
  onStep?(x: S, time: number): void;
}

/** The end of a trajectory. */
export interface Solution<S extends State = State> {
  /** The final state. */
  readonly x: S;
  /** How often the velocity was called. */
  readonly evaluations: number;
}

/** An integrator of `dx/dt = v(x, t)`: plain arrays and functions, no tensors. */
export interface Solver {
  /** The order of convergence. */
  readonly order: number;
  /**
   * Follows the velocity field.
   *
   * @param velocity The field.
   * @param start The initial state; it is not changed.
   * @param options The interval and the observer.
   */
  solve<S extends State>(
    velocity: VelocityFunction<S>,
    start: S,
    options?: SolveOptions<S>,
  ): Promise<Solution<S>>;
}
