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

Deno.test("an experiment chooses a component of every kind but metrics, of which it lists any, and every default exists", () => {
  const chosen = new Set([...choiceKeys.values()].map(({ kind }) => kind));
  assertEquals([...chosen].toSorted(), kinds.filter((kind) => kind !== "metrics").toSorted());
  for (const { kind, usual } of choiceKeys.values()) {
    assertEquals(usual === undefined || Object.hasOwn(catalogs[kind], usual), true, `${kind} lacks ${usual}`);
  }
});
