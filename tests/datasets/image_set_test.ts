import { join } from "node:path";
import { Corruption } from "../../lib/datasets/corruption.ts";
import type { LoadContext } from "../../lib/datasets/dataset.ts";
import { imageDataset, loadImages } from "../../lib/datasets/image_set.ts";
import { Failure } from "../../lib/failure.ts";
import { silent } from "../../lib/logger.ts";
import { assertEquals, assertFails, assertTrue } from "../support/assert.ts";
import { allowed } from "../support/permissions.ts";
import { fakeOrigin, fakeSet, GOOD, recorder, withFolder } from "./fake_set.ts";

const ignore = !allowed("read", "write");
const good = () => GOOD;
const missing = () => undefined;
const corrupt = () => {
  throw new Corruption("archive.tgz", "7 bytes", "6");
};
const unreachable = () => {
  throw new Failure("the archive cannot be reached");
};
const altered = () => ({ ...GOOD, train: GOOD.train.with(5, 0) });

const context = (cache: string, logger = silent): LoadContext => ({ seed: 0, split: "train", cache, logger });

/** A test that is lent a cache of its own. */
function test(name: string, fn: (cache: string) => Promise<void>): void {
  Deno.test({ name, ignore, fn: () => withFolder(fn) });
}

test("loadImages() fetches once, for both splits, and reads the cache from then on", async (cache) => {
  const origin = fakeOrigin("a", good);
  const set = fakeSet(origin);
  assertEquals(await loadImages(set, context(cache)), GOOD.train);
  assertEquals([...await loadImages(set, context(cache))], [...GOOD.train]);
  assertEquals([...await loadImages(set, { ...context(cache), split: "test" })], [...GOOD.test]);
  assertEquals(origin.calls, 1);
});

test("loadImages() leaves only the decoded splits in the cache", async (cache) => {
  await loadImages(fakeSet(fakeOrigin("a", good)), context(cache));
  const names = [...Deno.readDirSync(join(cache, "datasets", "fake"))].map(({ name }) => name).sort();
  assertEquals(names, ["test.bin", "train.bin"]);
});

for (
  const [what, spoil, found] of [
    ["truncated", (bytes: Uint8Array) => bytes.slice(0, -1), "expected 21 bytes, found 20"],
    ["altered", (bytes: Uint8Array) => bytes.with(4, 1), "expected SHA-256 "],
    ["empty", () => new Uint8Array(), "expected 21 bytes, found 0"],
  ] as const
) {
  test(`a cache file that is ${what} is named, discarded and made again once`, async (cache) => {
    const origin = fakeOrigin("a", good, good);
    const set = fakeSet(origin);
    await loadImages(set, context(cache));
    const file = join(cache, "datasets", "fake", "train.bin");
    await Deno.writeFile(file, spoil(await Deno.readFile(file)));

    const logger = recorder();
    assertEquals([...await loadImages(set, context(cache, logger))], [...GOOD.train]);
    assertEquals([...await Deno.readFile(file)], [...GOOD.train]);
    assertEquals(origin.calls, 2);
    assertEquals(logger.warnings.length, 1);
    assertTrue(logger.warnings[0]!.startsWith(`${file}: ${found}`), logger.warnings[0]);
  });
}

test("a corrupt cache file is gone even when it cannot be made again", async (cache) => {
  const set = fakeSet(fakeOrigin("a", good, unreachable));
  await loadImages(set, context(cache));
  const file = join(cache, "datasets", "fake", "train.bin");
  await Deno.writeFile(file, GOOD.train.with(0, 1));
  await assertFails(() => loadImages(set, context(cache)), "the archive cannot be reached");
  await assertFails(() => Deno.stat(file), "");
});

for (const [what, spoiled] of [["malformed", corrupt], ["altered", altered]] as const) {
  test(`a download that is ${what} is fetched once more`, async (cache) => {
    const origin = fakeOrigin("a", spoiled, good);
    const logger = recorder();
    assertEquals(await loadImages(fakeSet(origin), context(cache, logger)), GOOD.train);
    assertEquals(origin.calls, 2);
    assertTrue(logger.warnings.length === 1 && logger.warnings[0]!.endsWith("It is read once more"));
  });
}

test("a download that is corrupt twice is a failure with what was expected and found", async (cache) => {
  const malformed = fakeOrigin("a", corrupt, corrupt, good);
  const error = await assertFails(
    () => loadImages(fakeSet(malformed), context(cache)),
    "archive.tgz: expected 7 bytes, found 6",
  );
  assertTrue(error instanceof Failure && error.exitCode === 1);
  assertEquals(malformed.calls, 2);
  assertEquals([...Deno.readDirSync(join(cache, "datasets", "fake"))], []);

  const other = fakeOrigin("b", altered, altered, good);
  await assertFails(
    () => loadImages(fakeSet(other), context(cache)),
    /train split from b: expected SHA-256 ([0-9a-f]{64}), found (?!\1)[0-9a-f]{64}/,
  );
});

test("an origin that cannot be reached is asked once, and the next one is tried", async (cache) => {
  const [first, second, third] = [
    fakeOrigin("a", missing),
    fakeOrigin("b", unreachable),
    fakeOrigin("c", good),
  ];
  assertEquals(await loadImages(fakeSet(first, second, third), context(cache)), GOOD.train);
  assertEquals([first.calls, second.calls, third.calls], [1, 1, 1]);
});

test("when no origin works the failure says why for each, and every way out", async (cache) => {
  const set = fakeSet(fakeOrigin("a", missing), fakeOrigin("b", unreachable));
  const { message } = await assertFails(() => loadImages(set, context(cache)), "Fake images cannot be had");
  const folder = join(cache, "datasets", "fake");
  for (
    const part of [
      "a: not there",
      "the archive cannot be reached",
      `ask a about ${folder}`,
      `ask b about ${folder}`,
      "FLOWLAB_CACHE",
    ]
  ) assertTrue(message.includes(part), `"${message}" lacks "${part}"`);
});

test("a defect of an origin is not taken for a missing file", async (cache) => {
  const broken = fakeOrigin("a", () => {
    throw new TypeError("a defect");
  });
  const error = await assertFails(
    () => loadImages(fakeSet(broken, fakeOrigin("b", good)), context(cache)),
    "a defect",
  );
  assertTrue(error instanceof TypeError);
});

test("imageDataset() knows its shape before it loads, and gives labels and the pinned hash after", async (cache) => {
  const set = fakeSet(fakeOrigin("a", good));
  const dataset = imageDataset(set, { flip: false, crop: 0 });
  assertEquals(dataset.shape, [1, 2, 3]);
  assertEquals(dataset.classes, ["dark", "light"]);
  const examples = await dataset.load(context(cache));
  assertEquals(examples.size, 3);
  assertEquals(examples.fingerprint, set.splits.train.sha256);
  assertEquals([0, 1, 2].map((i) => examples.label(i)), [0, 1, 1]);
});

test("loadImages() ends when it is told to, asks no further origin and leaves nothing behind", async (cache) => {
  const stop = new AbortController();
  const slow = fakeOrigin("a", () => {
    stop.abort();
    throw new Failure("the archive cannot be reached");
  });
  const other = fakeOrigin("b", good);
  const load = () => loadImages(fakeSet(slow, other), { ...context(cache), signal: stop.signal });
  const error = await assertFails(load, "Interrupted while fetching");
  assertTrue(error instanceof Failure && error.exitCode === 130);
  assertEquals(other.calls, 0);
  assertEquals([...Deno.readDirSync(join(cache, "datasets", "fake"))], []);
});
