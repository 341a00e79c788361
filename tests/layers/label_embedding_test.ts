import { NO_CLASS } from "../../lib/architectures/architecture.ts";
import { labelEmbedding } from "../../lib/layers/label_embedding.ts";
import * as tf from "../../lib/tensor/tf.ts";
import { assertEquals } from "../support/assert.ts";
import { tensor } from "../support/tensors.ts";

const layer = labelEmbedding("y.table", { classes: 3, width: 2 });
const table = [1, 2, 3, 4, 5, 6, 7, 8];
const labels = tensor([2, NO_CLASS, 0, 2], [4]);

Deno.test("labelEmbedding looks labels up, and takes its last row where no class is told", () => {
  assertEquals(layer.parameters.map(({ name, shape }) => [name, shape]), [["y.table.weight", [4, 2]]]);
  const rows = layer.apply(new Map([["y.table.weight", tensor(table, [4, 2])]]), labels);
  assertEquals(rows.shape, [4, 2]);
  assertEquals([...rows.dataSync()], [5, 6, 7, 8, 1, 2, 5, 6]);
});

Deno.test("labelEmbedding's gradient adds up what comes back to every row", () => {
  const weights = tensor([1, 10, 2, 20, 3, 30, 4, 40], [4, 2]);
  const gradient = tf.grad((values) =>
    tf.sum(tf.mul(layer.apply(new Map([["y.table.weight", values]]), labels), weights))
  )(tensor(table, [4, 2]));
  assertEquals([...gradient.dataSync()], [3, 30, 0, 0, 5, 50, 2, 20]);
});
