import { rungeKutta } from "../../lib/solvers/runge_kutta.ts";
import { checkTableau, type Tableau } from "../../lib/solvers/tableau.ts";
import { assertEquals, assertFails } from "../support/assert.ts";

const classic: Tableau = {
  name: "classic",
  order: 4,
  c: [0, 1 / 2, 1 / 2, 1],
  a: [[], [1 / 2], [0, 1 / 2], [0, 0, 1]],
  b: [1 / 6, 1 / 3, 1 / 3, 1 / 6],
};

/** Kutta's 3/8 rule. */
const threeEighths: Tableau = {
  name: "threeEighths",
  order: 4,
  c: [0, 1 / 3, 2 / 3, 1],
  a: [[], [1 / 3], [-1 / 3, 1], [1, -1, 1]],
  b: [1 / 8, 3 / 8, 3 / 8, 1 / 8],
};

/** Heun's method of order 3. */
const heun3: Tableau = {
  name: "heun3",
  order: 3,
  c: [0, 1 / 3, 2 / 3],
  a: [[], [1 / 3], [0, 2 / 3]],
  b: [1 / 4, 0, 3 / 4],
};

Deno.test("methods of the literature pass at their order", () => {
  for (const tableau of [classic, threeEighths, heun3]) checkTableau(tableau);
});

Deno.test("a slip in any single coefficient is refused, when the solver is made", async () => {
  let slips = 0;
  const slip = async (change: (tableau: { c: number[]; a: number[][]; b: number[] }) => void) => {
    const { name, order, c, a, b } = threeEighths;
    const wrong = { name, order, c: [...c], a: a.map((row) => [...row]), b: [...b] };
    change(wrong);
    const error = await assertFails(() => rungeKutta(wrong, 10), 'Tableau "threeEighths": expected');
    assertEquals(error.constructor, RangeError);
    slips++;
  };
  for (let i = 0; i < 4; i++) {
    for (const by of [1e-6, NaN]) {
      await slip(({ c }) => c[i]! += by);
      await slip(({ b }) => b[i]! += by);
      for (let j = 0; j < i; j++) await slip(({ a }) => a[i]![j]! += by);
    }
  }
  assertEquals(slips, 2 * (4 + 4 + 6));
});

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
  await assertFails(() => checkTableau({ ...classic, b: [1] }), "a, b and c of one length, found 4, 1 and 4");
});

// Each of these satisfies every simpler condition, so that only the one named here can refuse it.
const failing: readonly (readonly [condition: string, tableau: Tableau])[] = [
  ["Σ b·c ", { name: "x", order: 2, c: [0, 1], a: [[], [1]], b: [3 / 4, 1 / 4] }],
  ["Σ b·c² ", { name: "x", order: 3, c: [0, 1], a: [[], [1]], b: [1 / 2, 1 / 2] }],
  ["Σ b·(a·c) ", { ...heun3, a: [[], [1 / 3], [1 / 3, 1 / 3]] }],
  ["Σ b·c³ ", { ...heun3, order: 4 }],
  ["Σ b·c·(a·c) ", { ...classic, a: [[], [1 / 2], [1 / 4, 1 / 4], [-1 / 2, 1 / 2, 1]] }],
  ["Σ b·(a·c²) ", { ...threeEighths, a: [[], [1 / 3], [-1 / 3, 1], [0, 1, 0]] }],
  ["Σ b·(a·(a·c)) ", { ...classic, a: [[], [1 / 2], [0, 1 / 2], [0, 1 / 2, 1 / 2]] }],
];

for (const [condition, tableau] of failing) {
  Deno.test(`a tableau that breaks ${condition.trim()} is refused for that`, async () => {
    await assertFails(() => checkTableau(tableau), `expected ${condition}`);
  });
}

Deno.test("an order whose conditions are not known is refused", async () => {
  for (const order of [0, 5, 2.5]) {
    await assertFails(() => checkTableau({ ...classic, order }), `an order from 1 to 4, found ${order}`);
  }
});
