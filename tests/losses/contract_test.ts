import { losses } from "../../lib/losses/mod.ts";
import { linear } from "../../lib/paths/linear.ts";
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

  Deno.test(`${name} is nothing for the right answer, and more for others, entry by entry`, () => {
    assertAllClose(distances(regressand), new Float32Array(6), 0);
    const wrong = distances(prediction);
    assertTrue(wrong.every((distance) => distance > 0));
    const better = distances(prediction.map((x, i) => (x + regressand[i]!) / 2));
    assertTrue(better.every((distance, i) => distance < wrong[i]!));
    assertEquals(loss.distance(tensor(prediction, SHAPE), tensor(regressand, SHAPE)).shape, [...SHAPE]);
  });

  Deno.test(`${name} has the gradient of its value`, () => {
    const total = (x: Tensor) => tf.sum(loss.distance(x, tensor(regressand, SHAPE)));
    const gradient = tf.grad(total)(tensor(prediction, SHAPE)).dataSync();
    prediction.forEach((x, i) => {
      const slope = derivative((value) => distances(prediction.with(i, value))[i]!, x, 2 ** -5);
      // Values of order 4, rounded to 2⁻²³ a few times, divided by a step of 2⁻⁵.
      assertClose(gradient[i]!, slope, 1e-4, `entry ${i}:`);
    });
  });

  Deno.test(`${name} weights no time negatively or without limit`, () => {
    for (const t of [0, 1e-3, 0.5, 0.999]) {
      const weight = loss.weight(t, linear.create({}));
      assertTrue(Number.isFinite(weight) && weight >= 0, `${weight} at ${t}`);
    }
  });
}
