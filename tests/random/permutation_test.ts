import { permutation } from "../../lib/random/permutation.ts";
import { Stream } from "../../lib/random/stream.ts";
import { assertEquals, assertTrue } from "../support/assert.ts";
import { chiSquareDeviation } from "../support/statistics.ts";

Deno.test("a permutation holds every number once", () => {
  for (const count of [0, 1, 2, 3, 10, 1000]) {
    const order = permutation(count, new Stream({ seed: 1, purpose: "train/order" }));
    assertEquals([...order].sort((a, b) => a - b), Array.from({ length: count }, (_, i) => i));
  }
});

Deno.test("a permutation is a function of its stream's address", () => {
  const order = (step: number) => permutation(100, new Stream({ seed: 1, purpose: "train/order", step }));
  assertEquals(order(3), order(3));
  assertTrue(order(3).join() !== order(4).join());
});

Deno.test("every order of four is equally likely", () => {
  const counts = new Map<string, number>();
  const draws = new Stream({ seed: 2, purpose: "train/order" });
  for (let i = 0; i < 24000; i++) {
    const order = permutation(4, draws).join("");
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  assertEquals(counts.size, 24);
  assertTrue(Math.abs(chiSquareDeviation([...counts.values()])) < 5);
});
