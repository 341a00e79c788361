import { classEmbedding } from "../../lib/layers/class_embedding.ts";
import { Stream } from "../../lib/random/stream.ts";
import * as tf from "../../lib/tensor/tf.ts";
import { assertEquals, assertTrue } from "../support/assert.ts";
import { normals, normals32 } from "../support/draws.ts";
import { kolmogorovSmirnov, normalCdf } from "../support/statistics.ts";
import { tensor } from "../support/tensors.ts";

const layer = classEmbedding("label_emb", { classes: 3, outputs: 4 });

Deno.test("classEmbedding gives each class its row, and zeros to an example without a class", () => {
  const table = normals32(12, "table");
  const params = new Map([["label_emb.weight", tensor(table, [3, 4])]]);
  const rows = layer.apply(params, tensor([2, -1, 0, 2], [4])).dataSync();
  assertEquals([...rows], [...table.slice(8), 0, 0, 0, 0, ...table.slice(0, 4), ...table.slice(8)]);
});

Deno.test("the gradient of classEmbedding adds up the examples of each class, and leaves out the others", () => {
  const weights = normals(16, "weights");
  const gradient = tf.grad((table) =>
    tf.sum(
      tf.mul(
        layer.apply(new Map([["label_emb.weight", table]]), tensor([2, -1, 0, 2], [4])),
        tensor(weights, [4, 4]),
      ),
    )
  )(tensor(normals(12, "table"), [3, 4])).dataSync();
  const row = (i: number) => [...Float32Array.from(weights.slice(4 * i, 4 * i + 4))];
  const both = row(0).map((value, i) => Math.fround(value + row(3)[i]!));
  assertEquals([...gradient], [...row(2), 0, 0, 0, 0, ...both]);
});

Deno.test("classEmbedding starts standard normal, as torch.nn.Embedding does", () => {
  const [table] = classEmbedding("label_emb", { classes: 100, outputs: 100 }).parameters;
  assertEquals([table!.name, table!.shape], ["label_emb.weight", [100, 100]]);
  const out = new Float32Array(10_000);
  table!.initialize(out, new Stream({ seed: 1, purpose: "init" }));
  // Exceeded by one seed in a thousand; this one is fixed.
  assertTrue(kolmogorovSmirnov(out, normalCdf) < 1.95);
});
