import { losses } from "../../lib/losses/mod.ts";
import * as tf from "../../lib/tensor/tf.ts";
import type { Tensor } from "../../lib/tensor/types.ts";
import { assertAllClose, assertClose, assertEquals, assertTrue } from "../support/assert.ts";
import { created } from "../support/components.ts";
import { derivative } from "../support/derivatives.ts";
import { normals } from "../support/draws.ts";
import { tensor } from "../support/tensors.ts";

const SHAPE = [2, 3] as const;
const prediction = normals(6, "prediction");
const regressand = normals(6, "regressand");

for (const [name, loss] of created(losses)) {
  const distances = (x: ArrayLike<number>): Float32Array =>
    Float32Array.from(loss.distance(tensor(x, SHAPE), tensor(regressand, SHAPE)).dataSync());

  Deno.test(`${name} is nothing for the right answer, and more for others, example by example`, () => {
    assertAllClose(distances(regressand), new Float32Array(2), 0);
    const wrong = distances(prediction);
    assertEquals(wrong.length, 2);
    assertTrue(wrong.every((distance) => distance > 0));
    const better = distances(prediction.map((x, i) => (x + regressand[i]!) / 2));
    assertTrue(better.every((distance, i) => distance < wrong[i]!));
    const halfRight = distances(prediction.map((x, i) => i < 3 ? regressand[i]! : x));
    assertEquals([halfRight[0], halfRight[1]], [0, wrong[1]]);
  });

  Deno.test(`${name} does not grow with the number of entries`, () => {
    const wide = loss.distance(tf.ones([1, 5, 4, 3]), tf.zeros([1, 5, 4, 3])).dataSync()[0]!;
    const narrow = loss.distance(tf.ones([1, 1]), tf.zeros([1, 1])).dataSync()[0]!;
    // A mean of sixty equal numbers, each addition rounded to 2⁻²⁴.
    assertClose(wide, narrow, 60 * 2 ** -24);
  });

  Deno.test(`${name} has the gradient of its value`, () => {
    const total = (x: Tensor) => tf.sum(loss.distance(x, tensor(regressand, SHAPE)));
    const gradient = tf.grad(total)(tensor(prediction, SHAPE)).dataSync();
    prediction.forEach((x, i) => {
      const row = Math.floor(i / 3);
      const slope = derivative((value) => distances(prediction.with(i, value))[row]!, x, 2 ** -5);
      // Values of order 4, rounded to 2⁻²³ a few times, divided by a step of 2⁻⁵.
      assertClose(gradient[i]!, slope, 1e-4, `entry ${i}:`);
    });
  });
}
