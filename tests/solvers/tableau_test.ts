import { bosh3Tableau } from "../../lib/solvers/bosh3.ts";
import { dopri5Tableau } from "../../lib/solvers/dopri5.ts";
import { dopri8Tableau } from "../../lib/solvers/dopri8.ts";
import { rootedTrees } from "../../lib/solvers/rooted_trees.ts";
import { rungeKutta } from "../../lib/solvers/runge_kutta.ts";
import type { Solver } from "../../lib/solvers/solver.ts";
import { checkTableau, type EmbeddedTableau, type Tableau } from "../../lib/solvers/tableau.ts";
import { tsit5Tableau } from "../../lib/solvers/tsit5.ts";
import { assertClose, assertEquals, assertFails, assertTrue } from "../support/assert.ts";
import { velocityField } from "../support/velocity_field.ts";
import { odeSolvers } from "./ode_solvers.ts";

const pairs: readonly EmbeddedTableau[] = [bosh3Tableau, dopri5Tableau, dopri8Tableau, tsit5Tableau];

/** Kutta's 3/8 rule. */
const threeEighths: Tableau = {
  name: "threeEighths",
  order: 4,
  c: [0, 1 / 3, 2 / 3, 1],
  a: [[], [1 / 3], [-1 / 3, 1], [1, -1, 1]],
  b: [1 / 8, 3 / 8, 3 / 8, 1 / 8],
};

/** The classic method of order 4. */
const classic: Tableau = {
  name: "classic",
  order: 4,
  c: [0, 1 / 2, 1 / 2, 1],
  a: [[], [1 / 2], [0, 1 / 2], [0, 0, 1]],
  b: [1 / 6, 1 / 3, 1 / 3, 1 / 6],
};

/** Heun's method of order 3. */
const heun3: Tableau = {
  name: "heun3",
  order: 3,
  c: [0, 1 / 3, 2 / 3],
  a: [[], [1 / 3], [0, 2 / 3]],
  b: [1 / 4, 0, 3 / 4],
};

/**
 * All rooted trees of an order, found by brute force: every list that names for each node but the root one
 * parent before it, as nested brackets with the branches sorted, each tree once.
 */
function bruteForceTrees(order: number): Set<string> {
  const found = new Set<string>();
  const parents: number[] = [];
  const written = (node: number): string =>
    `[${parents.flatMap((parent, i) => parent === node ? [written(i + 1)] : []).sort().join("")}]`;
  const place = (node: number): void => {
    if (node === order) {
      found.add(written(0));
      return;
    }
    for (parents[node - 1] = 0; parents[node - 1]! < node; parents[node - 1]!++) place(node + 1);
    parents.length = node - 1;
  };
  place(1);
  return found;
}

/** A tree, its order and its density, read from brackets. */
interface Tree {
  readonly branches: readonly Tree[];
  readonly order: number;
  readonly density: number;
}

function read(brackets: string): Tree {
  const open: Tree[][] = [[]];
  for (const bracket of brackets) {
    if (bracket === "[") open.push([]);
    else {
      const branches = open.pop()!;
      const order = branches.reduce((sum, branch) => sum + branch.order, 1);
      const density = branches.reduce((product, branch) => product * branch.density, order);
      open.at(-1)!.push({ branches, order, density });
    }
  }
  return open[0]![0]!;
}

/** All trees of orders 1 to 9, by their order. */
const trees: readonly (readonly Tree[])[] = Array.from(
  { length: 10 },
  (_, order) => order === 0 ? [] : [...bruteForceTrees(order)].map(read),
);

/** The largest `|Σ b·Φ − 1/γ|` over the trees of one order. */
function violation({ a }: Pick<Tableau, "a">, b: readonly number[], order: number): number {
  const product = (tree: Tree, stage: number): number =>
    tree.branches.reduce(
      (value, branch) =>
        value *
        a[stage]!.reduce((sum, weight, i) => weight === 0 ? sum : sum + weight * product(branch, i), 0),
      1,
    );
  return Math.max(
    ...trees[order]!.map((tree) =>
      Math.abs(
        b.reduce((sum, weight, i) => weight === 0 ? sum : sum + weight * product(tree, i), 0) -
          1 / tree.density,
      )
    ),
  );
}

/**
 * Reads a method's coefficients from what it does in one step of length 1: its `i`th velocity is the `i`th
 * unit vector, so that it asks for the next one at the row of `a`, and ends at `b`.
 */
async function coefficientsOf(solver: Solver): Promise<Tableau> {
  const most = 20;
  const a: number[][] = [];
  const c: number[] = [];
  const field = velocityField<Float64Array>((x, t) => {
    const unit = new Float64Array(most);
    unit[a.length] = 1;
    a.push([...x.subarray(0, a.length)]);
    c.push(t[0]!);
    return unit;
  });
  const { x } = await solver.solve(field, new Float64Array(most), { times: [0, 1] });
  return { name: "read", order: solver.order, a, c, b: [...x.subarray(0, a.length)] };
}

Deno.test("there are as many rooted trees as the literature counts", () => {
  const counts = [1, 1, 2, 4, 9, 20, 48, 115, 286];
  assertEquals(trees.slice(1).map((found) => found.length), counts);
  assertEquals(counts.map((_, i) => rootedTrees(i + 1).length), counts);
});

Deno.test("the trees that tableaus are checked with are all there are, with their densities", () => {
  const written = ({ branches }: Pick<Tree, "branches">): string =>
    `[${branches.map(written).sort().join("")}]`;
  for (let order = 1; order <= 8; order++) {
    const found = rootedTrees(order);
    assertEquals(new Set(found.map(written)), bruteForceTrees(order));
    for (const tree of found) assertEquals([tree.order, tree.density], [order, read(written(tree)).density]);
  }
});

for (const { name, create } of odeSolvers) {
  Deno.test(`a step of ${name} satisfies the conditions of its order for every rooted tree, and no more`, async () => {
    const tableau = await coefficientsOf(create({ steps: 1 }));
    tableau.a.forEach((row, i) => {
      // Rows of at most 13 coefficients, each below 48 and rounded to 2⁻⁵³ of itself.
      assertClose(row.reduce((sum, entry) => sum + entry, 0), tableau.c[i]!, 2e-15);
    });
    for (let order = 1; order <= tableau.order; order++) {
      // Measured, 1e-14 for the decimals of tsit5 and 2e-15 for fractions.
      assertClose(violation(tableau, tableau.b, order), 0, 2e-14, `order ${order}:`);
    }
    // The least is that of dopri8, 8e-6.
    assertTrue(violation(tableau, tableau.b, tableau.order + 1) > 1e-6, "the order is higher than stated");
  });
}

Deno.test("the pairs that this file knows are all that the catalog has", () => {
  const adaptive = odeSolvers.filter((solver) => solver.adaptive).map(({ name }) => name);
  assertEquals(pairs.map(({ name }) => name), adaptive);
});

for (const tableau of pairs) {
  Deno.test(`${tableau.name}'s embedded method has its order and no more`, () => {
    const { order, b } = tableau.embedded;
    for (let lower = 1; lower <= order; lower++) assertClose(violation(tableau, b, lower), 0, 2e-14);
    assertTrue(violation(tableau, b, order + 1) > 1e-5, "the order is higher than stated");
    assertEquals(order, tableau.order - 1);
  });

  Deno.test(`${tableau.name}'s last stage is the first of its next step`, () => {
    assertEquals([...tableau.a.at(-1)!, 0], tableau.b);
    assertEquals(tableau.c.at(-1), 1);
  });
}

Deno.test("methods of the literature pass at their order", () => {
  for (const tableau of [classic, threeEighths, heun3, ...pairs]) checkTableau(tableau);
});

/** A tableau that may be changed. */
interface Draft {
  c: number[];
  a: number[][];
  b: number[];
  embedded?: { order: number; b: number[] };
}

/** Fails unless a tableau is refused after a change. */
async function assertRefused(
  tableau: Tableau | EmbeddedTableau,
  change: (draft: Draft) => void,
): Promise<void> {
  const draft = structuredClone(tableau) as Draft & Tableau;
  change(draft);
  const error = await assertFails(() => rungeKutta(draft, 10), `Tableau "${tableau.name}": expected`);
  assertEquals(error.constructor, RangeError);
}

for (const tableau of [threeEighths, ...pairs]) {
  Deno.test(`a slip in any single coefficient of ${tableau.name} is refused, when the solver is made`, async () => {
    for (let i = 0; i < tableau.c.length; i++) {
      for (const by of [1e-6, NaN]) {
        await assertRefused(tableau, ({ c }) => c[i]! += by);
        await assertRefused(tableau, ({ b }) => b[i]! += by);
        if ("embedded" in tableau) await assertRefused(tableau, ({ embedded }) => embedded!.b[i]! += by);
        for (let j = 0; j < i; j++) await assertRefused(tableau, ({ a }) => a[i]![j]! += by);
      }
    }
  });

  Deno.test(`slips in ${tableau.name} that cancel in the sums are refused`, async () => {
    const cancel = (row: number[], j: number) => {
      row[j]! += 1e-6;
      row[j + 1]! -= 1e-6;
    };
    for (let i = 1; i < tableau.c.length; i++) {
      await assertRefused(tableau, ({ b }) => cancel(b, i - 1));
      for (let j = 0; j + 1 < i; j++) await assertRefused(tableau, ({ a }) => cancel(a[i]!, j));
    }
  });
}

Deno.test("rows of a that do not sum to c are named", async () => {
  const wrong = { ...classic, a: [[], [1 / 2], [0, 1 / 3], [0, 0, 1]] };
  await assertFails(() => checkTableau(wrong), "the sum of row 2 of a to be c[2] = 0.5, found 0.333");
});

Deno.test("b that does not sum to 1 is named", async () => {
  const wrong = { ...classic, b: [1 / 6, 1 / 3, 1 / 3, 1 / 3] };
  await assertFails(() => checkTableau(wrong), "Σ b = 1, found 1.16");
});

Deno.test("a method that is not explicit is refused", async () => {
  const implicit = { name: "implicit", order: 1, c: [1], a: [[1]], b: [1] };
  await assertFails(
    () => checkTableau(implicit),
    "row 0 of a to have 0 entries, since it is explicit, found 1",
  );
});

Deno.test("rows of different lengths are refused", async () => {
  await assertFails(() => checkTableau({ ...classic, b: [1] }), "b and c of one length, found 1 and 4");
  await assertFails(() => checkTableau({ ...classic, c: [0] }), "a and c of one length, found 4 and 1");
  const short = { ...bosh3Tableau, embedded: { order: 2, b: [1] } };
  await assertFails(() => checkTableau(short), "b̂ and c of one length, found 1 and 4");
});

Deno.test("an embedded pair whose last stage is not the first of the next step is refused", async () => {
  const pair = { ...classic, embedded: { order: 2, b: [0, 1, 0, 0] } };
  await assertFails(() => checkTableau(pair), "the last stage to be the first of the next step");
});

// Each of these satisfies every simpler condition, so that only the one named here can refuse it.
const failing: readonly (readonly [condition: string, tableau: Tableau])[] = [
  ["Σ b·c ", { name: "x", order: 2, c: [0, 1], a: [[], [1]], b: [3 / 4, 1 / 4] }],
  ["Σ b·c·c ", { name: "x", order: 3, c: [0, 1], a: [[], [1]], b: [1 / 2, 1 / 2] }],
  ["Σ b·(a·c) ", { ...heun3, a: [[], [1 / 3], [1 / 3, 1 / 3]] }],
  ["Σ b·c·c·c ", { ...heun3, order: 4 }],
  ["Σ b·c·(a·c) ", { ...classic, a: [[], [1 / 2], [1 / 4, 1 / 4], [-1 / 2, 1 / 2, 1]] }],
  ["Σ b·(a·c·c) ", { ...threeEighths, a: [[], [1 / 3], [-1 / 3, 1], [0, 1, 0]] }],
  ["Σ b·(a·(a·c)) ", { ...classic, a: [[], [1 / 2], [0, 1 / 2], [0, 1 / 2, 1 / 2]] }],
  ["Σ b·c·c·c·c ", { ...classic, order: 5 }],
];

for (const [condition, tableau] of failing) {
  Deno.test(`a tableau that breaks ${condition.trim()} is refused for that`, async () => {
    await assertFails(() => checkTableau(tableau), `expected ${condition}`);
  });
}

Deno.test("an order whose conditions are not known is refused", async () => {
  for (const order of [0, 9, 2.5]) {
    await assertFails(() => checkTableau({ ...classic, order }), `an order from 1 to 8, found ${order}`);
  }
});
