import { eager } from "../../lib/engines/eager.ts";
import { classifier, FEATURES, withScaledFeatures } from "../../lib/features/classifier.ts";
import { classifierStep } from "../../lib/features/classifier_step.ts";
import { imageList, readImages } from "../../lib/features/read_images.ts";
import type { Optimizer } from "../../lib/optimizers/optimizer.ts";
import { parameterCount } from "../../lib/tensor/parameters.ts";
import { sizeOf } from "../../lib/tensor/shape.ts";
import * as tf from "../../lib/tensor/tf.ts";
import { assertAllClose, assertClose, assertEquals, assertTrue } from "../support/assert.ts";
import { normals32 } from "../support/draws.ts";

const engine = eager.create({ backend: "cpu" });
const heed = (): void => {};

/** Weights that are not small, so that every layer matters. */
function someWeights(network: ReturnType<typeof classifier>): Float32Array {
  return normals32(parameterCount(network.parameters), "weights").map((weight) => 0.2 * weight);
}

for (const shape of [[1, 1, 1], [5, 3, 3], [9, 17, 1], [28, 28, 1], [70, 65, 3], [2, 200, 1]]) {
  Deno.test(`images of ${shape.join("×")} become ${FEATURES} numbers and a score for each class`, async () => {
    const network = classifier({ shape, classes: 3 });
    const weights = someWeights(network);
    const images = normals32(2 * sizeOf(shape), "images");
    const { features, labels } = await readImages(
      engine,
      { network, weights },
      imageList(images, sizeOf(shape)),
      heed,
    );
    assertEquals([features.length, labels.length], [2 * FEATURES, 2]);
    assertTrue(features.every((value) => Number.isFinite(value) && value >= 0));
    assertTrue(features.some((value) => value > 0));
  });
}

Deno.test("large images cost no more parameters than those of 64 pixels", () => {
  const count = (side: number): number =>
    parameterCount(classifier({ shape: [side, side, 3], classes: 10 }).parameters);
  assertEquals(count(256), count(64));
});

Deno.test("what is read of an image does not depend on the others, nor on its place", async () => {
  const network = classifier({ shape: [6, 6, 1], classes: 4 });
  const trained = { network, weights: someWeights(network) };
  const images = normals32(130 * 36, "images");
  const all = await readImages(engine, trained, imageList(images, 36), heed);
  const order = Array.from({ length: 130 }, (_, i) => 129 - i);
  const turned = {
    size: 130,
    read: (i: number, out: Float32Array) => imageList(images, 36).read(order[i]!, out),
  };
  const back = await readImages(engine, trained, turned, heed);
  assertEquals(order.map((i) => back.labels[i]), [...all.labels]);
  order.forEach((i, place) =>
    assertEquals(
      back.features.subarray(place * FEATURES, (place + 1) * FEATURES),
      all.features.subarray(i * FEATURES, (i + 1) * FEATURES),
    )
  );
  const few = await readImages(engine, trained, imageList(images.subarray(0, 3 * 36), 36), heed);
  assertEquals(few.features, all.features.subarray(0, 3 * FEATURES));
});

Deno.test("scaled features are so many times as large, and the classes the same", async () => {
  const network = classifier({ shape: [4, 4, 1], classes: 5 });
  const weights = someWeights(network);
  const images = imageList(normals32(50 * 16, "images"), 16);
  const plain = await readImages(engine, { network, weights }, images, heed);
  const scaled = await readImages(
    engine,
    { network, weights: withScaledFeatures(network, weights, 8) },
    images,
    heed,
  );
  // A power of 2 changes no other bit.
  assertEquals(scaled.features, plain.features.map((value) => 8 * value));
  assertEquals(scaled.labels, plain.labels);
});

/** Goes down the gradient itself. */
const descent: Optimizer = {
  slots: [],
  coefficients: () => [1],
  update: (params, gradient, state, [rate]) => ({ params: tf.sub(params, tf.mul(gradient, rate!)), state }),
};

Deno.test("a network that knows nothing has the loss ln K, and is moved towards the frequencies of the classes", async () => {
  const network = classifier({ shape: [3, 3, 1], classes: 4 });
  const { step, signature } = classifierStep({ network, optimizer: descent, batchSize: 8 });
  const program = await engine.compile(step, signature);
  const labels = [0, 0, 0, 0, 1, 1, 2, 2];
  const classes = new Float32Array(32);
  labels.forEach((label, i) => classes[4 * i + label] = 1);
  const params = new Float32Array(parameterCount(network.parameters));
  const out = await program.run({
    params,
    images: normals32(72, "images"),
    classes,
    coefficients: Float32Array.of(1),
  });
  await program.dispose();
  // Numbers of order 1 in float32.
  assertClose(out["loss"]![0]!, Math.log(4), 1e-6);
  // The gradient by the last biases is the softmax, ¼ each, less the frequencies.
  assertAllClose(out["params"]!.slice(-4), [0.25, 0, 0, -0.25], 1e-6);
});

Deno.test("the step's gradient is the slope of its loss", async () => {
  const network = classifier({ shape: [3, 3, 1], classes: 3 });
  const { step, signature } = classifierStep({ network, optimizer: descent, batchSize: 6 });
  const program = await engine.compile(step, signature);
  const classes = Float32Array.from({ length: 18 }, (_, e) => Math.floor(e / 3) % 3 === e % 3 ? 1 : 0);
  const images = normals32(54, "images");
  const run = (params: Float32Array) =>
    program.run({ params, images, classes, coefficients: Float32Array.of(1) });
  const params = someWeights(network);
  const gradient = (await run(params))["params"]!.map((next, i) => params[i]! - next);
  const length = Math.hypot(...gradient);
  const moved = async (distance: number): Promise<number> =>
    (await run(params.map((value, i) => value + distance * gradient[i]! / length)))["loss"]![0]!;
  const slope = (await moved(1e-2) - await moved(-1e-2)) / 2e-2;
  await program.dispose();
  // The loss, of order 1, is known to 1e-7, its difference quotient to 1e-5; the third derivative adds h²/6.
  assertClose(slope / length, 1, 2e-2);
});
