import { brownianBridge } from "../../lib/gammas/brownian_bridge.ts";
import { constant } from "../../lib/gammas/constant.ts";
import { none } from "../../lib/gammas/none.ts";
import { parabola } from "../../lib/gammas/parabola.ts";
import { sineSquared } from "../../lib/gammas/sine_squared.ts";
import { assertClose, assertEquals } from "../support/assert.ts";

const times = [0, 0.1, 0.25, 0.5, 0.8, 1];

Deno.test("none and constant are 0 and the scale at all times, with a derivative of 0", () => {
  for (const t of times) {
    assertEquals(none.create({}).at(t), { gamma: 0, gammaDot: 0, gammaProduct: 0 });
    assertEquals(constant.create({ scale: 0.3 }).at(t), { gamma: 0.3, gammaDot: 0, gammaProduct: 0 });
  }
});

Deno.test("brownianBridge has the variance of a Brownian bridge", () => {
  const { at } = brownianBridge.create({ scale: 3 });
  for (const t of times) {
    // Var(W_t − t·W_1) = t − 2t² + t², times the scale's square; and half of that variance's derivative
    assertClose(at(t).gamma ** 2, 9 * (t - t * t), 1e-14); // a few roundings
    assertClose(at(t).gammaProduct, 9 * (1 - 2 * t) / 2, 1e-14);
  }
});

Deno.test("brownianBridge has infinite derivatives at its ends, but finite products", () => {
  const { at } = brownianBridge.create({ scale: 2 });
  assertEquals(at(0), { gamma: 0, gammaDot: Infinity, gammaProduct: 2 });
  assertEquals(at(1), { gamma: 0, gammaDot: -Infinity, gammaProduct: -2 });
});

Deno.test("parabola is t(1 − t) times the scale", () => {
  const { at } = parabola.create({ scale: 2 });
  // a few roundings
  for (const t of times) assertClose(at(t).gamma, 2 * (t - t * t), 1e-15);
  assertEquals([at(0).gamma, at(0).gammaDot, at(1).gamma, at(1).gammaDot], [0, 2, 0, -2]);
});

Deno.test("sineSquared is the squared sine, and exactly 0 and flat at its ends", () => {
  const { at } = sineSquared.create({ scale: 2 });
  for (const t of times) {
    assertClose(at(t).gamma, 2 * Math.sin(Math.PI * t) ** 2, 1e-15); // a few roundings
    assertClose(at(t).gammaDot, 2 * Math.PI * Math.sin(2 * Math.PI * t), 1e-14);
  }
  const ends = [at(0), at(1)].map(({ gamma, gammaDot }) => [gamma, Math.abs(gammaDot)]);
  assertEquals(ends, [[0, 0], [0, 0]]);
});
