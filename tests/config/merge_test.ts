import { merge } from "../../lib/config/merge.ts";
import { mergeRules } from "../../lib/config/experiment_config.ts";
import { fileSource } from "../../lib/config/place.ts";
import { follow, plain } from "../../lib/config/tree.ts";
import { parseFile } from "../../lib/config/yaml.ts";
import { assertEquals } from "../support/assert.ts";

const parse = (text: string, file: string) => parseFile(fileSource(text, file));

/** Merges two texts. */
const merged = (lower: string, upper: string): unknown =>
  plain(merge(parse(lower, "base.yaml"), parse(upper, "x.yaml"), mergeRules));

Deno.test("maps merge deeply; single values and lists replace", () => {
  assertEquals(merged("a: { b: 1, c: { d: 2, e: 3 } }\nl: [1, 2]", "a: { c: { d: 4 } }\nl: [3]\nz: 1"), {
    a: { b: 1, c: { d: 4, e: 3 } },
    l: [3],
    z: 1,
  });
  assertEquals(merged("a: { b: 1 }", "a: 3"), { a: 3 });
  assertEquals(merged("a: 3", "a: { b: 1 }"), { a: { b: 1 } });
  assertEquals(merged("a: { b: 1 }", "a:"), { a: null });
});

Deno.test("options of one component never reach another", () => {
  assertEquals(merged("path: { name: polynomial, exponent: 3 }", "path: { name: curved, bend: 1 }"), {
    path: { name: "curved", bend: 1 },
  });
  assertEquals(merged("path: { name: polynomial, exponent: 3 }", "path: linear"), { path: "linear" });
  assertEquals(merged("path: polynomial", "path: { name: curved, bend: 1 }"), {
    path: { name: "curved", bend: 1 },
  });
  assertEquals(
    merged("sampling: { solver: { name: rk4, steps: 5 }, count: 3 }", "sampling: { solver: { name: heun } }"),
    {
      sampling: { solver: { name: "heun" }, count: 3 },
    },
  );
});

Deno.test("options of the same component add up, in the short form and the long one", () => {
  const both = { path: { name: "curved", bend: 1, exponent: 3 } };
  assertEquals(merged("path: { name: curved, bend: 1 }", "path: { name: curved, exponent: 3 }"), both);
  assertEquals(merged("path: { name: curved, bend: 1 }", "path: { exponent: 3 }"), both);
  assertEquals(merged("path: curved", "path: { exponent: 3 }"), { path: { name: "curved", exponent: 3 } });
});

Deno.test("a name alone means the component with its defaults", () => {
  assertEquals(merged("path: { name: curved, bend: 1 }", "path: curved"), { path: "curved" });
});

Deno.test("only keys that choose a component treat name in that way", () => {
  assertEquals(merged("other: { name: a, x: 1 }", "other: { name: b }"), { other: { name: "b", x: 1 } });
});

Deno.test("the number of steps replaces the number of epochs, and the reverse", () => {
  assertEquals(merged("training: { epochs: 3, batchSize: 8 }", "training: { steps: 7 }"), {
    training: { batchSize: 8, steps: 7 },
  });
  assertEquals(merged("training: { steps: 3 }", "training: { epochs: 7 }"), { training: { epochs: 7 } });
});

Deno.test("every value keeps the place where it was set", () => {
  const tree = merge(
    parse("a: { b: 1,\n c: 2 }", "base.yaml"),
    parse("\n\na: { b: 3 }", "x.yaml"),
    mergeRules,
  );
  const place = (...path: string[]): string => {
    const { source, line } = follow(tree, path).node.place;
    return `${source.path}:${line}`;
  };
  assertEquals(place("a", "b"), "x.yaml:3");
  assertEquals(place("a", "c"), "base.yaml:2");
});
