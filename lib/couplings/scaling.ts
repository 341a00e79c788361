/** Scalings beyond this are moved to the potentials. */
const LARGEST_SCALING = 1e40;
/** Kernel entries below `e^−300` are 0: scaled up to twice 1e40, they would still be less than 1e-50. */
const LEAST_EXPONENT = -300;

/** The potentials of a plan. */
export interface Potentials {
  /** `f`, one for each row. */
  readonly rows: Float64Array;
  /** `g`, one for each column. */
  readonly columns: Float64Array;
}

/** The plan `u_i·K_ij·v_j` while it is being scaled, `K_ij = exp((f_i + g_j − c_ij)/ε)`. */
export class Scaling {
  readonly #cost: Float64Array;
  readonly #potentials: Potentials;
  readonly #regularization: number;
  readonly #kernel: Float64Array;
  readonly #u: Float64Array;
  readonly #v: Float64Array;
  /** `Σ_i u_i·K_ij`. */
  readonly #sums: Float64Array;

  /**
   * Begins with the plan of these potentials, without scalings.
   *
   * @param cost The costs, `[count, count]`.
   * @param potentials The potentials, which are changed; every column of their plan has the mass `1/count`.
   * @param regularization The `ε` above.
   */
  constructor(cost: Float64Array, potentials: Potentials, regularization: number) {
    this.#cost = cost;
    this.#potentials = potentials;
    this.#regularization = regularization;
    this.#kernel = new Float64Array(cost.length);
    this.#u = new Float64Array(potentials.rows.length).fill(1);
    this.#v = new Float64Array(potentials.rows.length).fill(1);
    this.#sums = new Float64Array(potentials.rows.length);
    this.#fill();
  }

  /** Makes every row sum to `1/count`; returns how much mass is in the wrong column then. */
  scaleRows(): number {
    const [kernel, u, v, sums] = [this.#kernel, this.#u, this.#v, this.#sums];
    const count = u.length;
    sums.fill(0);
    for (let i = 0; i < count; i++) {
      const offset = i * count;
      let sum = 0;
      for (let j = 0; j < count; j++) sum += kernel[offset + j]! * v[j]!;
      const scale = 1 / (count * sum);
      u[i] = scale;
      // At once, while the row is in the cache.
      for (let j = 0; j < count; j++) sums[j]! += kernel[offset + j]! * scale;
    }
    let error = 0;
    for (let j = 0; j < count; j++) error += Math.abs(sums[j]! * v[j]! - 1 / count);
    return error / 2;
  }

  /** Makes every column sum to `1/count`. */
  scaleColumns(): void {
    const [u, v, sums] = [this.#u, this.#v, this.#sums];
    let largest = 0;
    for (let j = 0; j < v.length; j++) {
      v[j] = 1 / (v.length * sums[j]!);
      largest = Math.max(largest, u[j]!, 1 / u[j]!, v[j]!, 1 / v[j]!);
    }
    if (largest > LARGEST_SCALING) this.#absorb();
  }

  /** The plan itself; nothing can be scaled afterwards. */
  masses(): Float64Array {
    const [kernel, u, v] = [this.#kernel, this.#u, this.#v];
    for (let i = 0; i < u.length; i++) {
      for (let j = 0; j < v.length; j++) kernel[i * v.length + j]! *= u[i]! * v[j]!;
    }
    return kernel;
  }

  /** Moves the scalings to the potentials. */
  #absorb(): void {
    const { rows, columns } = this.#potentials;
    for (let i = 0; i < rows.length; i++) {
      rows[i]! += this.#regularization * Math.log(this.#u[i]!);
      columns[i]! += this.#regularization * Math.log(this.#v[i]!);
    }
    this.#u.fill(1);
    this.#v.fill(1);
    this.#fill();
  }

  #fill(): void {
    const { rows, columns } = this.#potentials;
    for (let i = 0; i < rows.length; i++) {
      for (let j = 0; j < columns.length; j++) {
        const k = i * columns.length + j;
        const exponent = (rows[i]! + columns[j]! - this.#cost[k]!) / this.#regularization;
        this.#kernel[k] = exponent < LEAST_EXPONENT ? 0 : Math.exp(exponent);
      }
    }
  }
}
