import { createHash } from "node:crypto";
import { join } from "node:path";
import { eager } from "../../lib/engines/eager.ts";
import { exportModel } from "../../lib/engines/onnx/export_model.ts";
import type { TensorFunction } from "../../lib/engines/engine.ts";
import type { Failure } from "../../lib/failure.ts";
import { classifier, FEATURES } from "../../lib/features/classifier.ts";
import { featureReader, type FeatureReaderParts } from "../../lib/features/feature_reader.ts";
import { readImages } from "../../lib/features/read_images.ts";
import { subjectOf } from "../../lib/features/subject.ts";
import {
  classifierFile,
  readClassifier,
  weightsHash,
  writeClassifier,
} from "../../lib/features/trained_classifier.ts";
import { parameterCount } from "../../lib/tensor/parameters.ts";
import * as tf from "../../lib/tensor/tf.ts";
import type { Shape } from "../../lib/tensor/types.ts";
import { testInFolder } from "../artifacts/files.ts";
import { assertAllClose, assertEquals, assertFails, assertTrue } from "../support/assert.ts";
import { normals32 } from "../support/draws.ts";
import { joinedPictures, pictures, SIDE } from "./pictures.ts";

const examples = pictures(7);
const record = { seed: 0, steps: 3, testAccuracy: 0.875, testImages: 40 };

function partsIn(folder: string): FeatureReaderParts {
  return {
    dataset: "pictures",
    shape: [SIDE, SIDE, 1],
    classes: [],
    examples,
    engine: eager.create({ backend: "cpu" }),
    folder,
    cache: () => folder,
  };
}

/** A classifier with weights drawn at random. */
function someClassifier(parts: FeatureReaderParts) {
  const subject = subjectOf(parts);
  const network = classifier(subject);
  const weights = normals32(parameterCount(network.parameters), "weights").map((weight) => 0.2 * weight);
  return { subject, trained: { network, weights, record } };
}

testInFolder(
  "a classifier that was kept is read with the same bits, and describes images",
  async (folder) => {
    const parts = partsIn(folder);
    const { subject, trained } = someClassifier(parts);
    const file = classifierFile(folder, subject);
    assertTrue(file.startsWith(join(folder, "classifiers", "pictures-")));
    assertEquals(await readClassifier(file, subject), undefined);
    await writeClassifier(file, subject, trained);
    const { weights, record: read } = (await readClassifier(file, subject))!;
    assertEquals([weights, read], [trained.weights, record]);

    const found = await featureReader(parts)(joinedPictures(examples));
    const expected = await readImages(parts.engine, trained, examples, () => {});
    assertEquals(found, {
      ...expected,
      width: FEATURES,
      name: `pictures classifier ${weightsHash(trained.weights)}`,
      testAccuracy: 0.875,
    });
  },
);

testInFolder(
  "other data, or as many as another number of classes, have a classifier of their own",
  async (folder) => {
    const { subject } = someClassifier(partsIn(folder));
    const files = [
      subject,
      { ...subject, fingerprint: "other" },
      { ...subject, shape: [4, 2, 2] },
      { ...subject, classes: 3 },
      { ...subject, dataset: "mnist" },
    ].map((other) => classifierFile(folder, other));
    assertEquals(new Set(files).size, 5);
    await Promise.resolve();
  },
);

testInFolder("a damaged file is refused, and says so", async (folder) => {
  const parts = partsIn(folder);
  const { subject, trained } = someClassifier(parts);
  const file = classifierFile(folder, subject);
  await writeClassifier(file, subject, trained);
  const bytes = await Deno.readFile(file);
  await Deno.writeFile(file, bytes.subarray(0, bytes.length - 8));
  await assertFails(() => featureReader(parts)(joinedPictures(examples)), file);
  const larger = classifier({ ...subject, classes: 3 });
  const weights = new Float32Array(parameterCount(larger.parameters));
  await writeClassifier(file, subject, { network: larger, weights, record });
  await assertFails(() => readClassifier(file, subject), "a tensor head.weight of shape [2,64]");
});

testInFolder("where there is no classifier, the message says what trains it", async (folder) => {
  const error = await assertFails(
    () => featureReader(partsIn(folder))(joinedPictures(examples)),
    "deno task classifier pictures",
  );
  assertEquals((error as Failure).exitCode, 2);
});

Deno.test("points, and images of fewer than two classes, are refused", async () => {
  const parts = partsIn("nowhere");
  const cases: [Partial<FeatureReaderParts>, string][] = [
    [{ shape: [2] }, "the examples of pictures are [2]"],
    [{ examples: { fingerprint: "" } }, "the data set pictures has none"],
    [{ examples: { fingerprint: "", classes: ["all"] } }, "has only all"],
  ];
  for (const [change, text] of cases) {
    const error = await assertFails(() => featureReader({ ...parts, ...change })(new Float32Array(16)), text);
    assertEquals((error as Failure).exitCode, 2);
  }
});

/** What a session of ONNX Runtime needs. */
const NEEDS: readonly Deno.PermissionName[] = ["env", "ffi", "sys"];

/** Writes a model of images with the shape of one of them. */
async function writeModel(file: string, shape: Shape, fn: TensorFunction): Promise<string> {
  const { bytes } = exportModel(
    { fn, signature: (batch) => ({ inputs: { images: [batch, ...shape] } }) },
    3,
    {},
  );
  await Deno.writeFile(file, bytes);
  return createHash("sha256").update(bytes).digest("hex");
}

/** Grey pictures of 2×2 pixels. */
const GREY = Float32Array.of(-1, -1, 1, 1, 1, 1, 1, 1, -1, 0, 0, 1, 0, 0, 0, 0);

testInFolder("an extractor of one's own sees images in its size, order and range", async (folder) => {
  const read = featureReader({ ...partsIn(folder), shape: [2, 2, 1] });
  const hash = await writeModel(join(folder, "rows.onnx"), [3, 4, 2], ({ images }) => ({
    v: tf.mean(images!, [3]).reshape([images!.shape[0]!, 12]),
  }));
  const rows = await read(GREY, { extractor: "rows.onnx", range: "[0,255]" });
  assertEquals([rows.width, rows.name], [12, `rows.onnx ${hash}, values in [0,255]`]);
  assertEquals([rows.labels, rows.testAccuracy], [undefined, undefined]);
  // Four rows between the two, the same for each of three colours; three images of a call, and one.
  const first = [0, 63.75, 191.25, 255];
  const expected = [first, [255, 255, 255, 255], [63.75, 95.625, 159.375, 191.25], [
    127.5,
    127.5,
    127.5,
    127.5,
  ]];
  // Levels up to 255 in float32.
  assertAllClose(rows.features, expected.flatMap((image) => [image, image, image].flat()), 1e-4);

  await writeModel(join(folder, "colours.onnx"), [2, 2, 3], ({ images }) => ({
    v: tf.mean(images!, [1, 2], true),
  }));
  const colour = featureReader({ ...partsIn(folder), shape: [2, 2, 3] });
  const image = Float32Array.from({ length: 12 }, (_, e) => [1, 0, -1][e % 3]!);
  const { features, width } = await colour(image, {
    extractor: join(folder, "colours.onnx"),
    range: "[0,1]",
  });
  assertEquals([width, [...features]], [3, [1, 0.5, 0]]);
}, NEEDS);

testInFolder("what is no extractor is refused, with what was expected and found", async (folder) => {
  const read = featureReader({ ...partsIn(folder), shape: [2, 2, 1] });
  await Deno.writeTextFile(join(folder, "text.onnx"), "no model");
  await writeModel(join(folder, "points.onnx"), [2], ({ images }) => ({ v: images! }));
  await writeModel(join(folder, "grey.onnx"), [1, 4, 4], ({ images }) => ({ v: tf.mean(images!, [1, 2]) }));
  await writeModel(join(folder, "maps.onnx"), [3, 4, 4], ({ images }) => ({ v: tf.relu(images!) }));
  await writeModel(join(folder, "two.onnx"), [3, 4, 4], ({ images }) => ({
    v: tf.mean(images!, [1, 2]),
    w: tf.mean(images!, [2, 3]),
  }));
  const cases: [string, string | RegExp][] = [
    ["none.onnx", "There is no extractor"],
    ["text.onnx", "a model that ONNX Runtime can read"],
    ["points.onnx", /one input of float32 images.*found images: float32 \[.*2\]/],
    ["grey.onnx", /one input of float32 images.*1, 4, 4\]/],
    ["maps.onnx", /output v to be \[N, d\] or \[N, d, 1, 1\]; found \[\d+, 3, 4, 4\]/],
    ["two.onnx", "one output of float32, [N, d]; found v, w"],
  ];
  for (const [extractor, text] of cases) {
    const error = await assertFails(() => read(GREY, { extractor }), text);
    assertEquals((error as Failure).exitCode, 2, extractor);
  }
  const points = featureReader({ ...partsIn(folder), shape: [2] });
  await assertFails(() => points(GREY, { extractor: "maps.onnx" }), "extractor takes images, not points [2]");
}, NEEDS);
