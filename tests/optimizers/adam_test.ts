import { adam } from "../../lib/optimizers/adam.ts";
import { assertAllClose, assertEquals, assertTrue } from "../support/assert.ts";
import { normals, normals32 } from "../support/draws.ts";
import { adamReference } from "./adam_reference.ts";
import { follow, type GradientAt } from "./follow.ts";

const usual = { learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };

Deno.test("adam follows the published algorithm over twenty random gradients", () => {
  const start = normals32(20, "start");
  const gradientAt: GradientAt = (_, step) => normals32(20, `gradient ${step}`);
  for (const options of [usual, { learningRate: 0.01, beta1: 0.5, beta2: 0.9, epsilon: 0.1 }]) {
    // Twenty times a rounding to 2⁻²⁵ of numbers below 4, by chance in either direction.
    assertAllClose(
      follow(adam.create(options), start, 20, gradientAt).params,
      adamReference(options, start, 20, gradientAt),
      1e-6,
    );
  }
});

Deno.test("adam's first step is the learning rate against the gradient's sign, whatever its size", () => {
  const start = normals32(8, "start");
  const gradient = [1e-4, -1e-4, 1, -1, 0.3, -30, 1e4, -1e4];
  const { params } = follow(adam.create(usual), start, 1, () => gradient);
  const expected = start.map((value, i) => value - 1e-3 * Math.sign(gradient[i]!));
  // ε = 1e-8 takes 1e-4 of the smallest gradient's step, and float32 a rounding to 2⁻²⁴ of numbers below 2.
  assertAllClose(params, expected, 1e-7 + 2 * 2 ** -24);
});

Deno.test("adam leaves parameters without a gradient exactly where they are", () => {
  const start = normals32(4, "start");
  const { params, state } = follow(adam.create(usual), start, 3, () => [0, 0, 0, 0]);
  assertEquals(params, start);
  assertEquals(state, { mean: new Float32Array(4), meanSquare: new Float32Array(4) });
});

Deno.test("adam reaches the bottom of a parabola", () => {
  const curvatures = [0.1, 1, 10, 100];
  const options = { ...usual, learningRate: 0.1, beta2: 0.9 };
  const slope: GradientAt = (params) => params.map((value, i) => curvatures[i]! * value);
  const start = normals(4, "start");
  const before = Math.max(...start.map(Math.abs));
  const after = Math.max(...follow(adam.create(options), start, 50, slope).params.map(Math.abs));
  assertTrue(after < 0.1 * before, `${before} came down to ${after}`);
});
