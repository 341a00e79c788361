import { linear } from "../../lib/paths/linear.ts";
import { assertEquals } from "../support/assert.ts";

const path = linear.create({});

Deno.test("linear is t of the data and 1 − t of the source, at constant speed", () => {
  for (const t of [0, 0.25, 1 / 3, 0.5, 1]) {
    assertEquals(path.at(t), { alpha: t, sigma: 1 - t, alphaDot: 1, sigmaDot: -1 });
  }
});

Deno.test("linear is the source alone at 0 and the data alone at 1", () => {
  const ends = [path.at(0), path.at(1)].map(({ alpha, sigma }) => [alpha, sigma]);
  assertEquals(ends, [[0, 1], [1, 0]]);
});
