import { resolveExperiment } from "../../lib/config/resolve.ts";
import { experimentJsonSchema } from "../../lib/config/json_schema.ts";
import { fileSource } from "../../lib/config/place.ts";
import { plain } from "../../lib/config/tree.ts";
import { parseFile } from "../../lib/config/yaml.ts";
import { assertEquals, assertTrue } from "../support/assert.ts";
import { catalogs } from "./fake_catalogs.ts";
import { accepts, type JsonSchema } from "./json_schema_validator.ts";

const schema = experimentJsonSchema(catalogs) as JsonSchema;
const parse = (text: string): unknown => plain(parseFile(fileSource(text, "x.yaml")));

/** Whether the config's own validation accepts a text. */
function resolves(text: string): boolean {
  try {
    resolveExperiment(text, { file: "x.yaml", catalogs });
    return true;
  } catch {
    return false;
  }
}

const good = [
  "dataset: moons",
  "dataset: { name: moons }",
  "dataset: { name: folder, path: x }",
  "dataset: moons\npath: { name: polynomial, exponent: 3 }\nseed: 9007199254740991",
  "dataset: moons\ntraining: { steps: 3, emaDecay: 0, clipNorm: 1e-3 }",
  "dataset: moons\ntraining: { emaHalfLife: 5e5, emaWarmUp: false, accumulate: 4 }",
  "dataset: moons\ntraining: { validation: { examples: 10, everySteps: 5 } }",
  "dataset: moons\ntraining: { validation: {} }",
  "dataset: moons\nschedule: constant",
  "dataset: moons\nsampling: { solver: { name: rk4, grid: { power: 2 } }, field: output, trajectory: 0 }",
  "dataset: moons\narchitecture: { name: mlp, channels: [1, 2] }\nname: a.b-c_d",
];

const bad = [
  "seed: 1",
  "dataset: mons",
  "dataset: folder",
  "dataset: { path: x }",
  "dataset: moons\nsede: 1",
  "dataset: moons\ntraining: { batchsize: 1 }",
  "dataset: moons\nsampling: { solver: { name: rk4, stpes: 1 } }",
  "dataset: moons\nsampling: { solver: { name: rk4, grid: { pow: 1 } } }",
  "dataset: moons\npath: { name: linear, exponent: 3 }",
  "dataset: moons\npath: 3",
  'dataset: moons\nseed: "1"',
  "dataset: moons\nseed: 1.5",
  "dataset: moons\nseed: -1",
  "dataset: moons\ntraining: { emaDecay: 1 }",
  "dataset: moons\ntraining: { clipNorm: 0 }",
  "dataset: moons\ntraining: { schedule: constant }",
  "dataset: moons\ntraining: { epochs: 1, steps: 1 }",
  "dataset: moons\ntraining: { emaDecay: 0.9, emaHalfLife: 1 }",
  "dataset: moons\ntraining: { emaHalfLife: 0 }",
  "dataset: moons\ntraining: { accumulate: 0 }",
  "dataset: moons\ntraining: { validation: { examples: 10, fraction: 0.1 } }",
  "dataset: moons\ntraining: { validation: { fraction: 1 } }",
  "dataset: moons\ntraining: { validation: { every: 3 } }",
  "dataset: moons\nsampling: { field: x }",
  "dataset: moons\narchitecture: { name: mlp, channels: [] }",
  "dataset: moons\nname: a/b",
];

Deno.test("the JSON Schema and the config's own validation accept and refuse the same texts", () => {
  for (const [texts, expected] of [[good, true], [bad, false]] as const) {
    for (const text of texts) {
      assertEquals([text, resolves(text)], [text, expected]);
      assertEquals([text, accepts(schema, parse(text))], [text, expected]);
    }
  }
});

Deno.test("the JSON Schema knows extends and use, and needs no data set beside extends", () => {
  assertTrue(accepts(schema, { extends: "base.yaml" }));
  assertTrue(accepts(schema, { dataset: "moons", use: "a.ts" }));
  assertTrue(accepts(schema, { dataset: "moons", use: ["a.ts", "b.ts"] }));
  assertTrue(!accepts(schema, { dataset: "moons", use: 3 }));
  assertTrue(!accepts(schema, { extends: ["a.yaml"] }));
});

Deno.test("every key has a text to show, and every object is closed", () => {
  const visit = (at: JsonSchema, path: string): void => {
    for (const variant of at.anyOf ?? []) visit(variant, path);
    if (at.items) visit(at.items, path);
    if (!at.properties) return;
    assertEquals([path, at.additionalProperties], [path, false]);
    for (const [key, property] of Object.entries(at.properties)) visit(property, `${path}.${key}`);
  };
  visit(schema, "");
  const { training, sampling } = schema.properties!;
  const own = { ...schema.properties, ...training!.properties, ...sampling!.properties };
  assertEquals(Object.entries(own).filter(([, { description }]) => !description), []);
});

Deno.test("a component's summary and its options' meanings are shown where it is chosen", () => {
  const variants = schema.properties!.path!.anyOf!;
  assertEquals(variants.find((variant) => variant.const === "linear")!.description, "straight lines");
  const long = variants.find((variant) => variant.properties?.name?.const === "polynomial")!;
  assertEquals(long.properties!.exponent!.description, "the power of t");
  assertEquals(schema.properties!.path!.default, "linear");
});

Deno.test("the schema is the same text every time", () => {
  assertEquals(JSON.stringify(experimentJsonSchema(catalogs)), JSON.stringify(schema));
});
