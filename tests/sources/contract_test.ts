import { catalogs } from "../../lib/catalogs.ts";
import { silent } from "../../lib/logger.ts";
import { Stream } from "../../lib/random/stream.ts";
import { sources } from "../../lib/sources/mod.ts";
import type { Source } from "../../lib/sources/source.ts";
import { assertEquals, assertTrue } from "../support/assert.ts";
import { created } from "../support/components.ts";

const context = { seed: 1, split: "train", cache: "", logger: silent } as const;

/** The sources that need no file: all but the images. */
const all = created(catalogs.sources).filter(([name, { shape }]) =>
  // pointsFile needs a file; tests/datasets has it
  name !== "pointsFile" && (shape === undefined || shape.length === 1)
);

for (const [name, source] of all) {
  const sizes = source.shape ?? [1, 2, 3, 784];
  const draw = async (sample: number, size: number): Promise<Float32Array> => {
    const out = new Float32Array(size).fill(NaN);
    (await source.load(context))(out, new Stream({ seed: 1, purpose: "noise", sample }));
    return out;
  };

  Deno.test(`source ${name} writes every entry of a sample`, async () => {
    for (const size of sizes) assertTrue((await draw(0, size)).every(Number.isFinite));
  });

  Deno.test(`source ${name} depends on the sample's stream alone: neither on time nor on other samples`, async () => {
    const first = await draw(7, sizes[0]!);
    assertTrue((await draw(8, sizes[0]!)).some((number, i) => number !== first[i]));
    assertEquals(await draw(7, sizes[0]!), first);
  });
}

Deno.test("every data set is a source too, of its shape and its options, and sources of their own win", () => {
  for (const [name, dataset] of Object.entries(catalogs.datasets)) {
    const source = catalogs.sources[name]!;
    if (Object.hasOwn(sources, name)) {
      assertEquals(source, sources[name]);
      continue;
    }
    assertEquals(source.options, dataset.options);
    const made: Source = source.create(source.options.parse({}));
    assertEquals(made.isStandardNormal, false);
    assertEquals(made.shape, dataset.create(dataset.options.parse({})).shape);
  }
});

Deno.test("a source of data draws its training examples, each as likely as the other", async () => {
  const made = catalogs.sources["eightGaussians"]!.create({ size: 8, radius: 5, variance: 0 }) as Source;
  const draw = await made.load(context);
  const counts = new Map<string, number>();
  const out = new Float32Array(2);
  for (let sample = 0; sample < 8000; sample++) {
    draw(out, new Stream({ seed: 1, purpose: "noise", sample }));
    const key = [...out].map((value) => value.toFixed(3)).join();
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  assertEquals(counts.size, 8);
  // Five standard deviations of a binomial count of 8000 at ⅛.
  for (const count of counts.values()) assertTrue(Math.abs(count - 1000) < 5 * Math.sqrt(875));
});
