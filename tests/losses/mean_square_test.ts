import { meanSquare } from "../../lib/losses/mean_square.ts";
import { linear } from "../../lib/paths/linear.ts";
import * as tf from "../../lib/tensor/tf.ts";
import { assertEquals } from "../support/assert.ts";
import { tensor } from "../support/tensors.ts";

const loss = meanSquare.create({});
const regressand = tensor([1, -2, 0.5, 3], [2, 2]);
const prediction = tensor([0, -2, 2, 5], [2, 2]);

Deno.test("meanSquare is the square of the difference, with twice the difference as gradient", () => {
  assertEquals([...loss.distance(prediction, regressand).dataSync()], [1, 0, 2.25, 4]);
  const gradient = tf.grad((x) => tf.sum(loss.distance(x, regressand)))(prediction);
  assertEquals([...gradient.dataSync()], [-2, 0, 3, 4]);
});

Deno.test("meanSquare weights all times alike", () => {
  assertEquals([0, 0.3, 0.9].map((t) => loss.weight(t, linear.create({}))), [1, 1, 1]);
});
