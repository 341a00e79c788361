import { adam } from "../../lib/optimizers/adam.ts";
import { adamw } from "../../lib/optimizers/adamw.ts";
import { assertAllClose, assertEquals } from "../support/assert.ts";
import { normals32 } from "../support/draws.ts";
import { adamReference } from "./adam_reference.ts";
import { follow, type GradientAt } from "./follow.ts";

const usual = adamw.options.parse({});
const start = normals32(20, "start");
const gradientAt: GradientAt = (_, step) => normals32(20, `gradient ${step}`);

Deno.test("adamw's options are adam's, and PyTorch's decay", () => {
  assertEquals(usual, { ...adam.options.parse({}), weightDecay: 0.01 });
});

Deno.test("adamw decays every parameter and then follows adam, as PyTorch does, over twenty random gradients", () => {
  for (
    const options of [usual, { ...usual, learningRate: 0.01, beta1: 0.5, epsilon: 0.1, weightDecay: 0.9 }]
  ) {
    for (const factorAt of [() => 1, (step: number) => step / 20]) {
      // Twenty times a rounding to 2⁻²⁵ of numbers below 4, by chance in either direction.
      assertAllClose(
        follow(adamw.create(options), start, 20, gradientAt, factorAt).params,
        adamReference(options, start, 20, gradientAt, factorAt),
        1e-6,
      );
    }
  }
});

Deno.test("adamw without a gradient lets every parameter decay geometrically", () => {
  const { params, state } = follow(adamw.create(usual), Float32Array.of(1, -1), 1000, () => [0, 0]);
  const left = (1 - 1e-5) ** 1000;
  // Each step is rounded to 2⁻²⁵ of numbers below 1, all in one direction at worst.
  assertAllClose(params, [left, -left], 1000 * 2 ** -25);
  assertEquals(state, { mean: new Float32Array(2), meanSquare: new Float32Array(2) });
});

Deno.test("adamw carries the running means of adam: its decay takes no part in them", () => {
  const decaying = follow(adamw.create({ ...usual, weightDecay: 0.5 }), start, 5, gradientAt);
  assertEquals(decaying.state, follow(adam.create(usual), start, 5, gradientAt).state);
});

Deno.test("adamw without decay is adam, bit for bit", () => {
  const without = adamw.create({ ...usual, weightDecay: 0 });
  assertEquals(follow(without, start, 5, gradientAt), follow(adam.create(usual), start, 5, gradientAt));
});
