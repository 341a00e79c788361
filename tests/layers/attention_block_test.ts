import { attentionBlock, QKV_ORDERS } from "../../lib/layers/attention_block.ts";
import { Stream } from "../../lib/random/stream.ts";
import { named } from "../../lib/tensor/parameters.ts";
import { sizeOf } from "../../lib/tensor/shape.ts";
import { assertEquals } from "../support/assert.ts";
import { normals } from "../support/draws.ts";
import { tensor } from "../support/tensors.ts";
import { normalized, products, sums } from "./doubles.ts";
import { assertSameAsLoops, type Loops } from "./forward.ts";

const SHAPE = [2, 2, 3, 4] as const;
const [BATCH, HEIGHT, WIDTH, CHANNELS] = SHAPE;
const TOKENS = HEIGHT * WIDTH;
const GROUPS = 2;

/** Every pixel's mean over all pixels' values, weighted by `exp(q·k/√d)`, head by head. */
function loops(heads: number, qkvOrder: (typeof QKV_ORDERS)[number]): Loops {
  const width = CHANNELS / heads;
  /** Where a head's queries (0), keys (1) or values (2) begin among the channels. */
  const start = (head: number, which: number) =>
    qkvOrder === "headsFirst" ? (3 * head + which) * width : which * CHANNELS + head * width;
  return (x, normWeight, normBias, weight, bias, exitWeight, exitBias) => {
    const qkv = products(normalized(x, SHAPE, GROUPS, normWeight!, normBias!), weight!, bias!);
    const read = (image: number, token: number, head: number, which: number, i: number) =>
      qkv[(image * TOKENS + token) * 3 * CHANNELS + start(head, which) + i]!;
    const seen = new Float64Array(x.length);
    for (let image = 0; image < BATCH; image++) {
      for (let head = 0; head < heads; head++) {
        for (let from = 0; from < TOKENS; from++) {
          const weights = Array.from({ length: TOKENS }, (_, to) => {
            let product = 0;
            for (let i = 0; i < width; i++) {
              product += read(image, from, head, 0, i) * read(image, to, head, 1, i);
            }
            return Math.exp(product / Math.sqrt(width));
          });
          const total = weights.reduce((a, b) => a + b);
          weights.forEach((share, to) => {
            for (let i = 0; i < width; i++) {
              const at = (image * TOKENS + from) * CHANNELS + head * width + i;
              seen[at]! += share / total * read(image, to, head, 2, i);
            }
          });
        }
      }
    }
    return sums(x, products(seen, exitWeight!, exitBias!));
  };
}

for (const qkvOrder of QKV_ORDERS) {
  for (const heads of [1, 2]) {
    Deno.test(`attentionBlock with ${heads} heads, ${qkvOrder}, lets pixels look at all pixels, and has its gradients`, () => {
      const layer = attentionBlock("block.1", { channels: CHANNELS, heads, groups: GROUPS, qkvOrder });
      // Values up to 30 go through a norm whose groups multiply roundings to 2⁻²⁴ by some tens.
      assertSameAsLoops(layer, SHAPE, loops(heads, qkvOrder), 30 * 50 * 2 ** -24);
    });
  }
}

Deno.test("attentionBlock declares PyTorch's parameters, and adds nothing at first", () => {
  const layer = attentionBlock("block.1", { channels: 4, heads: 2, groups: 2, qkvOrder: "headsFirst" });
  assertEquals(layer.parameters.map(({ name, shape }) => [name, shape]), [
    ["block.1.norm.weight", [4]],
    ["block.1.norm.bias", [4]],
    ["block.1.qkv.weight", [12, 4, 1]],
    ["block.1.qkv.bias", [12]],
    ["block.1.proj_out.weight", [4, 4, 1]],
    ["block.1.proj_out.bias", [4]],
  ]);
  const values = layer.parameters.map(({ shape, initialize }) => {
    const out = new Float32Array(sizeOf(shape));
    initialize(out, new Stream({ seed: 1, purpose: "init" }));
    return tensor(out, shape);
  });
  const x = tensor(normals(sizeOf(SHAPE), "x"), SHAPE);
  assertEquals(layer.apply(named(layer.parameters, values), x).dataSync(), x.dataSync());
});
