import { selfAttention } from "../../lib/layers/self_attention.ts";
import { assertEquals } from "../support/assert.ts";
import { assertSameAsLoops } from "./forward.ts";

const [BATCH, TOKENS, WIDTH, HEADS] = [2, 3, 4, 2];
const SIZE = WIDTH / HEADS;
const layer = selfAttention("attn", { width: WIDTH, heads: HEADS });

/** `W·row + b`. */
function dense(row: ArrayLike<number>, weight: Float64Array, bias: Float64Array): number[] {
  return Array.from(bias, (b, output) => {
    let sum = b;
    for (let i = 0; i < row.length; i++) sum += row[i]! * weight[output * row.length + i]!;
    return sum;
  });
}

/** One example: the formula of the paper, head after head. */
function attend(rows: readonly Float64Array[], params: readonly Float64Array[]): number[] {
  const [weight, bias, weightOut, biasOut] = params as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const qkv = rows.map((row) => dense(row, weight, bias));
  const part = (token: number, which: number, head: number) => {
    const start = which * WIDTH + head * SIZE;
    return qkv[token]!.slice(start, start + SIZE);
  };
  return rows.flatMap((_, token) => {
    const answers = Array.from({ length: HEADS }, (_, head) => {
      const query = part(token, 0, head);
      const powers = rows.map((_, other) =>
        Math.exp(part(other, 1, head).reduce((sum, k, i) => sum + k * query[i]!, 0) / Math.sqrt(SIZE))
      );
      const total = powers.reduce((sum, power) => sum + power, 0);
      return query.map((_, i) =>
        powers.reduce((sum, power, other) => sum + power / total * part(other, 2, head)[i]!, 0)
      );
    });
    return dense(answers.flat(), weightOut, biasOut);
  });
}

Deno.test("selfAttention is the paper's formula for every head, and has its gradients", () => {
  assertSameAsLoops(
    layer,
    [BATCH, TOKENS, WIDTH],
    (x, ...params) =>
      Float64Array.from(
        Array.from({ length: BATCH }, (_, example) => {
          const start = example * TOKENS;
          const rows = Array.from(
            { length: TOKENS },
            (_, token) => x.subarray((start + token) * WIDTH, (start + token + 1) * WIDTH),
          );
          return attend(rows, params);
        }).flat(),
      ),
    // Gradients of up to some tens, each rounded to 2⁻²⁴ in a handful of sums of a few products.
    100 * 8 * 2 ** -24,
  );
});

Deno.test("selfAttention has the parameters of timm's Attention", () => {
  assertEquals(layer.parameters.map(({ name, shape }) => [name, shape]), [
    ["attn.qkv.weight", [12, 4]],
    ["attn.qkv.bias", [12]],
    ["attn.proj.weight", [4, 4]],
    ["attn.proj.bias", [4]],
  ]);
});
