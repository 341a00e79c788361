import { type RootedTree, rootedTrees } from "./rooted_trees.ts";

/**
 * The coefficients of an explicit Runge-Kutta method, as Butcher wrote them:
 * `k_i = v(x + h·Σ_j a_ij·k_j, t + c_i·h)` and then `x ← x + h·Σ_i b_i·k_i`.
 *
 * @see Hairer, Nørsett and Wanner, "Solving Ordinary Differential Equations I", 1993, section II.1
 */
export interface Tableau {
  /** What error messages call the method. */
  readonly name: string;
  /** The order of convergence that the coefficients are meant to have, an integer in `[1, 8]`. */
  readonly order: number;
  /** Where in the step each stage lies, as a fraction of its length. */
  readonly c: readonly number[];
  /** The weights of the earlier stages: row `i` has `i` entries. */
  readonly a: readonly (readonly number[])[];
  /** The weights of the stages in the step. */
  readonly b: readonly number[];
}

/**
 * A method that estimates its error with a second one of lower order in the same stages, and whose last stage
 * is the first of the next step ("first same as last").
 */
export interface EmbeddedTableau extends Tableau {
  /** The method that the step is compared with. */
  readonly embedded: {
    /** Its order of convergence. */
    readonly order: number;
    /** Its weights of the stages. */
    readonly b: readonly number[];
  };
}

/**
 * Conditions hold to rounding, in units of the largest coefficient or 1. Measured, fractions to 2e-15 (the
 * largest coefficient of an order 8 is 48), and decimals with 16 digits and up to 13 to 1e-14.
 */
const TOLERANCE = 1e-14;

/** The largest order that a tableau may state. */
const HIGHEST_ORDER = 8;

/** `Σ_i u_i·w_i`, over the entries of `u`. */
function dot(u: readonly number[], w: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < u.length; i++) sum += u[i]! * w[i]!;
  return sum;
}

/** A tree as the product that the stages make of it, for messages: `c·(a·c)`. */
function productOf({ branches }: RootedTree): string {
  return branches.map((branch) => branch.order === 1 ? "c" : `(a·${productOf(branch)})`).join("·");
}

/** What the stages make of trees: the product over the branches of `a` times what they make of the branch. */
function stageWeights({ a, c }: Tableau): (tree: RootedTree) => readonly number[] {
  const found = new Map<RootedTree, readonly number[]>();
  return function weights(tree): readonly number[] {
    let product: readonly number[] | undefined = found.get(tree);
    if (!product) {
      const factors = tree.branches.map((branch) => {
        const inner = weights(branch);
        return a.map((row) => dot(row, inner));
      });
      product = c.map((_, i) => factors.reduce((value, factor) => value * factor[i]!, 1));
      found.set(tree, product);
    }
    return product;
  };
}

/**
 * Checks a tableau, so that a typo in a coefficient fails at once and does not merely lower the accuracy.
 *
 * A method has an order if, for every rooted tree with at most so many nodes, `Σ b·Φ = 1/γ`, where `γ` is the
 * tree's density and `Φ` is the product over the root's branches of `a·Φ(branch)`, or `c` for a single node.
 *
 * @param tableau The tableau, with or without an embedded method.
 * @throws {RangeError} If the method is not explicit, the rows of `a` do not sum to `c`, a condition that a
 * stated order implies does not hold, or the last stage of an embedded pair is not the first of the next
 * step.
 * @see Hairer, Nørsett and Wanner, "Solving Ordinary Differential Equations I", 1993, theorem II.2.13
 */
export function checkTableau(tableau: Tableau | EmbeddedTableau): void {
  const { name, c, a } = tableau;
  const refuse = (rule: string, found: unknown): never => {
    throw new RangeError(`Tableau "${name}": expected ${rule}, found ${found}`);
  };
  const tolerance = TOLERANCE * Math.max(1, ...[...a.flat(), ...tableau.b].map(Math.abs));
  const ensure = (rule: string, actual: number, expected: number): void => {
    // Written so that NaN is refused.
    if (!(Math.abs(actual - expected) <= tolerance)) refuse(`${rule} = ${expected}`, actual);
  };
  const weights = stageWeights(tableau);
  const checkWeights = (order: number, b: readonly number[], symbol: string): void => {
    if (!Number.isInteger(order) || order < 1 || order > HIGHEST_ORDER) {
      refuse(`an order from 1 to ${HIGHEST_ORDER}`, order);
    }
    if (b.length !== c.length) refuse(`${symbol} and c of one length`, `${b.length} and ${c.length}`);
    for (let nodes = 1; nodes <= order; nodes++) {
      for (const tree of rootedTrees(nodes)) {
        const product = productOf(tree);
        ensure(`Σ ${symbol}${product && "·"}${product}`, dot(b, weights(tree)), 1 / tree.density);
      }
    }
  };

  if (a.length !== c.length) refuse("a and c of one length", `${a.length} and ${c.length}`);
  a.forEach((row, i) => {
    if (row.length !== i) refuse(`row ${i} of a to have ${i} entries, since it is explicit`, row.length);
    ensure(`the sum of row ${i} of a to be c[${i}]`, row.reduce((sum, entry) => sum + entry, 0), c[i]!);
  });
  checkWeights(tableau.order, tableau.b, "b");
  if (!("embedded" in tableau)) return;
  checkWeights(tableau.embedded.order, tableau.embedded.b, "b̂");
  const last = [...a.at(-1)!, 0];
  if (c.at(-1) !== 1 || tableau.b.some((weight, i) => weight !== last[i])) {
    refuse("the last stage to be the first of the next step, its row of a equal to b", last.join(" "));
  }
}
