import { appendTime, expandTime } from "../../lib/tensor/expand_time.ts";
import { assertEquals } from "../support/assert.ts";
import { tensor } from "../support/tensors.ts";

const t = tensor([0.25, 0.5], [2]);

Deno.test("expandTime gives every example's number the rank of the examples", () => {
  for (const [rank, shape] of [[1, [2]], [2, [2, 1]], [4, [2, 1, 1, 1]]] as const) {
    const expanded = expandTime(t, rank);
    assertEquals(expanded.shape, [...shape]);
    assertEquals([...expanded.dataSync()], [0.25, 0.5]);
  }
});

Deno.test("appendTime adds a point's own time as its last coordinate", () => {
  const appended = appendTime(tensor([1, 2, 3, 4], [2, 2]), t);
  assertEquals(appended.shape, [2, 3]);
  assertEquals([...appended.dataSync()], [1, 2, 0.25, 3, 4, 0.5]);
});

Deno.test("appendTime adds an image's own time to every pixel as its last channel", () => {
  const appended = appendTime(tensor([1, 2, 3, 4], [2, 1, 2, 1]), t);
  assertEquals(appended.shape, [2, 1, 2, 2]);
  assertEquals([...appended.dataSync()], [1, 0.25, 2, 0.25, 3, 0.5, 4, 0.5]);
});
