import { editDistance, nearest } from "../../lib/config/nearest.ts";
import { assertEquals } from "../support/assert.ts";

Deno.test("an insertion, a deletion, a substitution and a swap of neighbours are one edit each", () => {
  assertEquals(editDistance("linear", "linnear"), 1);
  assertEquals(editDistance("linear", "liner"), 1);
  assertEquals(editDistance("linear", "lineor"), 1);
  assertEquals(editDistance("linear", "linaer"), 1);
  assertEquals(editDistance("linear", "linear"), 0);
  assertEquals(editDistance("", "rk4"), 3);
});

Deno.test("the distance is symmetric", () => {
  for (const [a, b] of [["kitten", "sitting"], ["ca", "abc"], ["heun", "euler"]] as const) {
    assertEquals(editDistance(a, b), editDistance(b, a));
  }
  assertEquals(editDistance("kitten", "sitting"), 3);
});

Deno.test("a misspelt name is answered with the nearest one", () => {
  assertEquals(nearest("linaer", ["cosine", "linear", "polynomial"]), "linear");
  assertEquals(nearest("rk5", ["euler", "midpoint", "heun", "rk4"]), "rk4");
  assertEquals(nearest("learning_rate", ["learningRate", "beta"]), "learningRate");
  assertEquals(nearest("unet", ["mlp", "plainUnet"]), "plainUnet");
});

Deno.test("an unrelated word is answered with nothing", () => {
  assertEquals(nearest("banana", ["euler", "midpoint", "heun", "rk4"]), undefined);
  assertEquals(nearest("x", ["a", "b"]), undefined);
  assertEquals(nearest("", ["a"]), undefined);
  assertEquals(nearest("a".repeat(1000), ["a"]), undefined);
});
