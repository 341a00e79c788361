/**
 * The coefficients of an explicit Runge-Kutta method, as Butcher wrote them:
 * `k_i = v(x + h·Σ_j a_ij·k_j, t + c_i·h)` and then `x ← x + h·Σ_i b_i·k_i`.
 *
 * @see Hairer, Nørsett and Wanner, "Solving Ordinary Differential Equations I", 1993, section II.1
 */
export interface Tableau {
  /** What error messages call the method. */
  readonly name: string;
  /** The order of convergence that the coefficients are meant to have, an integer in `[1, 4]`. */
  readonly order: number;
  /** Where in the step each stage lies, as a fraction of its length. */
  readonly c: readonly number[];
  /** The weights of the earlier stages: row `i` has `i` entries. */
  readonly a: readonly (readonly number[])[];
  /** The weights of the stages in the step. */
  readonly b: readonly number[];
}

/** Coefficients are ratios of small integers, so their sums are exact to a few units in the last place of 1. */
const TOLERANCE = 1e-14;

/** The largest order whose conditions are listed below. */
const HIGHEST_ORDER = 4;

/** `Σ_i u_i·w_i`, over the entries of `u`. */
function dot(u: readonly number[], w: readonly number[]): number {
  return u.reduce((sum, entry, i) => sum + entry * w[i]!, 0);
}

/**
 * Checks a tableau, so that a typo in a coefficient fails at once and does not merely lower the accuracy.
 *
 * @param tableau The tableau.
 * @throws {RangeError} If the method is not explicit, the rows of `a` do not sum to `c`, `b` does not sum to 1,
 * or a condition that the stated order implies does not hold.
 * @see Hairer, Nørsett and Wanner, "Solving Ordinary Differential Equations I", 1993, table II.2.1
 */
export function checkTableau({ name, order, c, a, b }: Tableau): void {
  const refuse = (rule: string, found: unknown): never => {
    throw new RangeError(`Tableau "${name}": expected ${rule}, found ${found}`);
  };
  const ensure = (rule: string, actual: number, expected: number): void => {
    // Written so that NaN is refused.
    if (!(Math.abs(actual - expected) <= TOLERANCE)) refuse(`${rule} = ${expected}`, actual);
  };

  if (!Number.isInteger(order) || order < 1 || order > HIGHEST_ORDER) {
    refuse(`an order from 1 to ${HIGHEST_ORDER}`, order);
  }
  if (a.length !== c.length || b.length !== c.length) {
    refuse("a, b and c of one length", `${a.length}, ${b.length} and ${c.length}`);
  }
  a.forEach((row, i) => {
    if (row.length !== i) refuse(`row ${i} of a to have ${i} entries, since it is explicit`, row.length);
    ensure(`the sum of row ${i} of a to be c[${i}]`, row.reduce((sum, entry) => sum + entry, 0), c[i]!);
  });

  const ac = a.map((row) => dot(row, c));
  const c2 = c.map((entry) => entry ** 2);
  ensure("Σ b", b.reduce((sum, entry) => sum + entry, 0), 1);
  if (order >= 2) ensure("Σ b·c", dot(b, c), 1 / 2);
  if (order >= 3) {
    ensure("Σ b·c²", dot(b, c2), 1 / 3);
    ensure("Σ b·(a·c)", dot(b, ac), 1 / 6);
  }
  if (order >= 4) {
    ensure("Σ b·c³", dot(b, c.map((entry) => entry ** 3)), 1 / 4);
    ensure("Σ b·c·(a·c)", dot(b, ac.map((entry, i) => c[i]! * entry)), 1 / 8);
    ensure("Σ b·(a·c²)", dot(b, a.map((row) => dot(row, c2))), 1 / 12);
    ensure("Σ b·(a·(a·c))", dot(b, a.map((row) => dot(row, ac))), 1 / 24);
  }
}
