import { Stream } from "../../lib/random/stream.ts";
import { antithetic } from "../../lib/time_samplers/antithetic.ts";
import { goldenRatio } from "../../lib/time_samplers/golden_ratio.ts";
import { stratified } from "../../lib/time_samplers/stratified.ts";
import { assertClose, assertEquals, assertTrue } from "../support/assert.ts";

const draws = (step = 0) => new Stream({ seed: 1, purpose: "times", step });

Deno.test("stratified draws one time in each of as many parts as there are examples, in random order", () => {
  for (const count of [1, 2, 7, 256]) {
    const parts = [...stratified.create({}).sample(count, draws())].map((t) => Math.floor(t * count));
    assertEquals([...parts].sort((a, b) => a - b), Array.from({ length: count }, (_, i) => i));
  }
  const firsts = new Set(
    Array.from({ length: 100 }, (_, i) => Math.floor(4 * stratified.create({}).sample(4, draws(i))[0]!)),
  );
  assertEquals(firsts.size, 4);
});

Deno.test("antithetic draws pairs that sum to 1, and one of its own when the batch is odd", () => {
  const times = antithetic.create({}).sample(9, draws());
  // 1 − t is rounded once
  for (let i = 0; i < 8; i += 2) assertClose(times[i]! + times[i + 1]!, 1, 2e-16);
  assertEquals(antithetic.create({}).sample(64, draws()).slice(0, 9), times);
});

Deno.test("goldenRatio leaves gaps of at most three lengths, none of them large", () => {
  for (const count of [2, 10, 100, 1000]) {
    const times = [...goldenRatio.create({}).sample(count, draws())].sort((a, b) => a - b);
    const gaps = times.map((t, i) => i === 0 ? t + 1 - times[count - 1]! : t - times[i - 1]!);
    // the three-distance theorem; lengths of one kind differ by rounding multiples of φ up to 1000
    assertTrue(new Set(gaps.map((gap) => Math.round(gap * 1e10))).size <= 3);
    // no gap is longer than (1 + 2/√5)/N
    assertTrue(Math.max(...gaps) * count < 1.895);
  }
});

Deno.test("goldenRatio gives an example the same time in a batch of any size", () => {
  assertEquals(
    goldenRatio.create({}).sample(64, draws()).slice(0, 5),
    goldenRatio.create({}).sample(5, draws()),
  );
});
