/** A rooted tree: a root and the trees that hang from it. */
export interface RootedTree {
  /** The trees that hang from the root; their order does not matter. */
  readonly branches: readonly RootedTree[];
  /** How many nodes it has. */
  readonly order: number;
  /** Its density `γ`: its order times the densities of its branches. */
  readonly density: number;
}

/** The trees of order `n` at index `n`, as far as they have been needed. */
const known: RootedTree[][] = [[]];

/** Every multiset of trees with so many nodes together, trees in the order in which they are given. */
function forests(nodes: number, trees: readonly RootedTree[]): RootedTree[][] {
  if (nodes === 0) return [[]];
  return trees.flatMap((tree, i) =>
    tree.order > nodes
      ? []
      : forests(nodes - tree.order, trees.slice(0, i + 1)).map((rest) => [...rest, tree])
  );
}

/**
 * All rooted trees of an order. There are 1, 1, 2, 4, 9, 20, 48 and 115 of orders 1 to 8.
 *
 * @param order How many nodes, at least 1.
 * @returns The trees, which share their branches.
 * @see Hairer, Nørsett and Wanner, "Solving Ordinary Differential Equations I", 1993, section II.2
 */
export function rootedTrees(order: number): readonly RootedTree[] {
  for (let nodes = known.length; nodes <= order; nodes++) {
    known.push(
      forests(nodes - 1, known.flat()).map((branches) => ({
        branches,
        order: nodes,
        density: branches.reduce((product, { density }) => product * density, nodes),
      })),
    );
  }
  return known[order]!;
}
