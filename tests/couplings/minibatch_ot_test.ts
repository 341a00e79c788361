import { minibatchOt } from "../../lib/couplings/minibatch_ot.ts";
import { permutation } from "../../lib/random/permutation.ts";
import { Stream } from "../../lib/random/stream.ts";
import { assertClose, assertEquals, assertFails, assertTrue } from "../support/assert.ts";
import { batchOf, couplingDraws, inOrder, isPermutation, meanSquaredDistance } from "./batches.ts";

/** Transport that is blind to classes; within_classes_test.ts is about the other. */
const coupling = (given: object = {}) =>
  minibatchOt.create(minibatchOt.options.parse({ acrossClasses: true, ...given }));

/** Pairs of row `i` with row `i`. */
const asTheyCome = (count: number) => Int32Array.from({ length: count }, (_, i) => i);

Deno.test("minibatchOt uses each row of x0 once, and brings pairs nearer to each other", () => {
  for (const [count, size] of [[9, 2], [33, 2], [64, 784]] as const) {
    const batch = batchOf(count, size);
    const rows = coupling().pair(batch, couplingDraws());
    assertTrue(isPermutation(rows));
    assertTrue(meanSquaredDistance(batch, rows) < meanSquaredDistance(batch, asTheyCome(count)));
  }
});

Deno.test("minibatchOt pairs data with the noise that they were made of, if they were moved little", () => {
  const { x0, labels } = batchOf(50, 8);
  const order = permutation(50, new Stream({ seed: 0, purpose: "order" }));
  const x1 = inOrder(x0, 8, order).map((value, k) => value + 0.01 * Math.sin(k));
  const rows = coupling().pair({ x0, x1, count: 50, size: 8, labels }, couplingDraws());
  assertEquals([...rows], [...order]);
});

Deno.test("minibatchOt pairs the same samples in whatever order they come", () => {
  const batch = batchOf(40, 2);
  const draws = new Stream({ seed: 0, purpose: "order" });
  const [order0, order1] = [permutation(40, draws), permutation(40, draws)];
  const rows = coupling().pair(batch, couplingDraws());
  const moved = { ...batch, x0: inOrder(batch.x0, 2, order0), x1: inOrder(batch.x1, 2, order1) };
  const found = coupling().pair(moved, couplingDraws());
  assertEquals([...found].map((row) => order0[row]!), [...order1].map((row) => rows[row]!));
});

Deno.test("across classes minibatchOt is blind to labels and, when exact, draws nothing", () => {
  const batch = batchOf(30, 2);
  const rows = coupling().pair(batch, couplingDraws(1));
  assertEquals(coupling().pair({ ...batch, labels: new Int32Array(30) }, couplingDraws(2)), rows);
});

Deno.test("with sinkhorn, minibatchOt draws pairs that lie between optimal and independent ones", () => {
  const batch = batchOf(100, 2);
  const distance = (given: object) => {
    let sum = 0;
    for (let step = 0; step < 20; step++) {
      sum += meanSquaredDistance(batch, coupling(given).pair(batch, couplingDraws(step))) / 20;
    }
    return sum;
  };
  const [exact, usual, wide, independent] = [
    distance({}),
    distance({ method: "sinkhorn" }),
    distance({ method: "sinkhorn", regularization: 1 }),
    distance({ method: "sinkhorn", regularization: 100 }),
  ];
  assertTrue(exact < usual && usual < wide && wide < independent);
  // All pairs of the batch, whose mean distance of about 4 varies by 3 %: 2000 draws of deviation 4.
  let all = 0;
  for (let shift = 0; shift < 100; shift++) {
    all += meanSquaredDistance(batch, Int32Array.from({ length: 100 }, (_, i) => (i + shift) % 100)) / 100;
  }
  assertClose(independent, all, 5 * 4 / Math.sqrt(2000));
});

Deno.test("with sinkhorn, minibatchOt draws every row of x0 equally often", () => {
  const batch = batchOf(20, 2);
  const counts = new Float64Array(20);
  const steps = 1000;
  for (let step = 0; step < steps; step++) {
    for (const row of coupling({ method: "sinkhorn" }).pair(batch, couplingDraws(step))) counts[row]!++;
  }
  // Drawn once per step on average, with a variance of at most 1; the plan's own error is 1e-3 of its mass,
  // and all of that may be missing from one row of 20.
  counts.forEach((count) => assertClose(count, steps, 5 * Math.sqrt(steps) + 0.02 * steps));
});

Deno.test("with sinkhorn, minibatchOt does not depend on where the data are, or on their unit", () => {
  const batch = batchOf(40, 2);
  const rows = coupling({ method: "sinkhorn" }).pair(batch, couplingDraws());
  // Powers of two and whole shifts, so that the coordinates stay what they are but for a few bits.
  const x1 = batch.x1.map((value) => 4 * (value + 8));
  const x0 = batch.x0.map((value) => 4 * value);
  const found = coupling({ method: "sinkhorn" }).pair({ ...batch, x0, x1 }, couplingDraws());
  // Plans agree to the tolerance of 1e-3: hardly one draw in 40 falls between them.
  assertTrue(found.filter((row, i) => row !== rows[i]).length <= 1);
});

Deno.test("minibatchOt pairs as many rows at once as it is told", () => {
  assertEquals(coupling().batchSize, undefined);
  assertEquals(coupling({ otBatchSize: 512 }).batchSize, 512);
});

Deno.test("minibatchOt refuses a regularization that it would not use", async () => {
  await assertFails(() => coupling({ regularization: 0.1 }), "belongs to the method sinkhorn");
});
