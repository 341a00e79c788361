import { meanSquare } from "../../lib/losses/mean_square.ts";
import * as tf from "../../lib/tensor/tf.ts";
import { assertEquals } from "../support/assert.ts";
import { tensor } from "../support/tensors.ts";

const loss = meanSquare.create({});
const regressand = tensor([1, -2, 0.5, 3], [2, 2]);
const prediction = tensor([0, -2, 2, 5], [2, 2]);

Deno.test("meanSquare is the mean of the squared differences, with the difference as gradient of two entries", () => {
  assertEquals([...loss.distance(prediction, regressand).dataSync()], [0.5, 3.125]);
  const gradient = tf.grad((x) => tf.sum(loss.distance(x, regressand)))(prediction);
  assertEquals([...gradient.dataSync()], [-1, 0, 1.5, 2]);
});
