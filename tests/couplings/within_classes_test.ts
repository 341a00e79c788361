import { minibatchOt } from "../../lib/couplings/minibatch_ot.ts";
import { Stream } from "../../lib/random/stream.ts";
import { assertEquals, assertTrue } from "../support/assert.ts";
import { batchOf, couplingDraws, isPermutation, meanSquaredDistance } from "./batches.ts";

const coupling = (given: unknown = {}) => minibatchOt.create(minibatchOt.options.parse(given));
const across = (given: object = {}) => coupling({ ...given, acrossClasses: true });

Deno.test("optimal transport keeps every row of x0 in the class that it was dealt to", () => {
  for (const given of [{}, { method: "sinkhorn" }]) {
    const batch = { ...batchOf(50, 2), labels: Int32Array.from({ length: 50 }, (_, i) => (i * i) % 7) };
    const rows = coupling(given).pair(batch, couplingDraws());
    rows.forEach((row, i) => assertEquals(batch.labels[row], batch.labels[i]));
  }
});

Deno.test("transport within classes is transport of each class by itself", () => {
  const batch = batchOf(60, 2);
  const rows = coupling().pair(batch, couplingDraws());
  assertTrue(isPermutation(rows));
  for (let label = 0; label < 3; label++) {
    const places = Array.from(rows.keys()).filter((i) => batch.labels[i] === label);
    const part = (all: Float32Array) =>
      Float32Array.from(places.flatMap((i) => [all[2 * i]!, all[2 * i + 1]!]));
    const count = places.length;
    const alone = across().pair({
      x0: part(batch.x0),
      x1: part(batch.x1),
      count,
      size: 2,
      labels: new Int32Array(count),
    }, couplingDraws());
    assertEquals(places.map((i) => rows[i]!), [...alone].map((row) => places[row]!));
  }
});

Deno.test("with a single class, transport within classes is transport across them", () => {
  const batch = { ...batchOf(40, 3), labels: new Int32Array(40) };
  for (const given of [{}, { method: "sinkhorn", regularization: 0.2 }]) {
    const plain = across(given).pair(batch, couplingDraws());
    assertEquals(coupling(given).pair(batch, couplingDraws()), plain);
  }
});

Deno.test("transport within classes brings pairs nearer to each other, if less than across them", () => {
  const batch = batchOf(60, 2);
  const still = Int32Array.from({ length: 60 }, (_, i) => i);
  const distances = [
    across().pair(batch, couplingDraws()),
    coupling().pair(batch, couplingDraws()),
    still,
  ].map((rows) => meanSquaredDistance(batch, rows));
  assertTrue(distances[0]! < distances[1]! && distances[1]! < distances[2]!);
});

Deno.test("the noise of each class keeps the mean of p0 within classes, and not across them", () => {
  // Two classes, at −3 and +3: plain transport sends the lower half of the noise to the first.
  const [count, batches] = [64, 50];
  const meanOfClass = (pair: ReturnType<typeof coupling>["pair"]) => {
    let sum = 0;
    for (let step = 0; step < batches; step++) {
      const draws = new Stream({ seed: 0, purpose: "labels", step });
      const labels = Int32Array.from({ length: count }, () => draws.integer(2));
      const { x0 } = batchOf(count, 1, `class means ${step}`);
      const x1 = Float32Array.from(labels, (label) => 6 * label - 3);
      const rows = pair({ x0, x1, count, size: 1, labels }, couplingDraws(step));
      let [total, members] = [0, 0];
      rows.forEach((row, i) => {
        if (labels[i] === 1) [total, members] = [total + x0[row]!, members + 1];
      });
      sum += total / members / batches;
    }
    return sum;
  };
  // The mean of 32 normal numbers, averaged over 50 batches: a deviation of 0.025.
  assertTrue(Math.abs(meanOfClass(coupling().pair)) < 5 * 0.025);
  // The mean of the upper half of a normal distribution is √(2/π) = 0.798.
  const plain = across().pair;
  assertTrue(Math.abs(meanOfClass(plain) - Math.sqrt(2 / Math.PI)) < 5 * 0.025);
});
