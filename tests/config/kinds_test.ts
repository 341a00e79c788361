import { findKind, kinds, nearestKind, singular } from "../../lib/config/kinds.ts";
import { catalogs } from "../../lib/catalogs.ts";
import { choiceKeys } from "../../lib/config/experiment_config.ts";
import { assertEquals } from "../support/assert.ts";

Deno.test("the kinds are those of the catalogs, in the same order", () => {
  assertEquals([...kinds], Object.keys(catalogs));
});

Deno.test("a kind is found by its plural and its singular", () => {
  for (const kind of kinds) {
    assertEquals(findKind(kind), kind);
    assertEquals(findKind(singular[kind]), kind);
  }
  assertEquals(findKind("toString"), undefined);
  assertEquals(nearestKind("slover"), "solver");
  assertEquals(nearestKind("time-samplers"), "timeSamplers");
});

Deno.test("an experiment chooses one component of every kind, and every default exists", () => {
  assertEquals([...choiceKeys.values()].map(({ kind }) => kind).toSorted(), [...kinds].toSorted());
  for (const { kind, usual } of choiceKeys.values()) {
    assertEquals(usual === undefined || Object.hasOwn(catalogs[kind], usual), true, `${kind} lacks ${usual}`);
  }
});
