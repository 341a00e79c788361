import { eager } from "../../lib/engines/eager.ts";
import { onnx } from "../../lib/engines/onnx.ts";
import type { Failure } from "../../lib/failure.ts";
import { classifier } from "../../lib/features/classifier.ts";
import { readImages } from "../../lib/features/read_images.ts";
import { type ClassifierTraining, trainClassifier } from "../../lib/features/train_classifier.ts";
import { silent } from "../../lib/logger.ts";
import { assertAllClose, assertEquals, assertFails, assertTrue } from "../support/assert.ts";
import { allowed } from "../support/permissions.ts";
import { pictures, SIDE } from "./pictures.ts";

const training: ClassifierTraining = {
  network: classifier({ shape: [SIDE, SIDE, 1], classes: 2 }),
  examples: pictures(50),
  engine: eager.create({ backend: "cpu" }),
  seed: 0,
  steps: 4,
  logger: silent,
};

Deno.test("a classifier learns two classes from few pictures, and tells them in others", async () => {
  const weights = await trainClassifier({ ...training, steps: 30 });
  const others = pictures(40, "others");
  const { labels } = await readImages(
    training.engine,
    { network: training.network, weights },
    others,
    () => {},
  );
  assertEquals([...labels], Array.from(labels, (_, i) => i % 2));
});

Deno.test("the same seed gives the same weights, another one others", async () => {
  const first = await trainClassifier(training);
  assertEquals(await trainClassifier(training), first);
  const other = await trainClassifier({ ...training, seed: 1 });
  assertTrue(other.some((weight, i) => weight !== first[i]));
});

Deno.test("every passage shows each picture once, in an order of its own, and batches go on where the last one ended", async () => {
  const shown: number[] = [];
  const examples = pictures(50);
  const read: typeof examples.read = (index, out, draws) => {
    assertEquals(draws, undefined);
    shown.push(index);
    examples.read(index, out);
  };
  await trainClassifier({ ...training, examples: { ...examples, read } });
  assertEquals(shown.length, 4 * 128);
  const passages = Array.from({ length: 10 }, (_, k) => shown.slice(50 * k, 50 * (k + 1)));
  const all = Array.from({ length: 50 }, (_, i) => i);
  for (const passage of passages) assertEquals(passage.toSorted((a, b) => a - b), all);
  assertEquals(new Set(passages.map(String)).size, 10);
});

Deno.test("an interruption ends the training after the step, with nothing to keep", async () => {
  const controller = new AbortController();
  const logger = { ...silent, progress: ({ done }: { done: number }) => done === 2 && controller.abort() };
  const error = await assertFails(
    () => trainClassifier({ ...training, logger, signal: controller.signal }),
    "Interrupted after step 2 of 4",
  );
  assertEquals((error as Failure).exitCode, 130);
});

Deno.test("pictures that are no numbers end the training", async () => {
  const broken = { ...pictures(5), read: (_: number, out: Float32Array) => void out.fill(NaN) };
  await assertFails(
    () => trainClassifier({ ...training, examples: broken }),
    "The loss became NaN in step 1",
  );
});

Deno.test({
  name: "the compiled step trains as TensorFlow.js does, and its features do not depend on an image's place",
  ignore: !allowed("read", "env", "ffi", "sys"),
  async fn() {
    const engine = onnx.create({ threads: 0 });
    const compiled = await trainClassifier({ ...training, engine });
    // Four steps of Adam at rates up to 8e-5 change nothing by more than their sum, 2e-4; rounding is far below.
    assertAllClose(compiled, await trainClassifier(training), 2e-5);
    const trained = { network: training.network, weights: compiled };
    const all = pictures(131);
    const there = await readImages(engine, trained, all, () => {});
    const turned = { size: 131, read: (i: number, out: Float32Array) => all.read(130 - i, out) };
    const back = await readImages(engine, trained, turned, () => {});
    const width = there.features.length / 131;
    for (let i = 0; i < 131; i++) {
      assertEquals(
        back.features.subarray((130 - i) * width, (131 - i) * width),
        there.features.subarray(i * width, (i + 1) * width),
      );
    }
  },
});
