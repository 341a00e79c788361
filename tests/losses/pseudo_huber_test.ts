import { pseudoHuber } from "../../lib/losses/pseudo_huber.ts";
import * as tf from "../../lib/tensor/tf.ts";
import { assertClose } from "../support/assert.ts";
import { tensor } from "../support/tensors.ts";

/** The distance of an example whose entries are all off by `error`. */
function distance(error: number, width: number): number {
  const loss = pseudoHuber.create({ width });
  return loss.distance(tensor([error, -error], [1, 2]), tf.zeros([1, 2])).dataSync()[0]!;
}

Deno.test("pseudoHuber is √(e² + c²) − c", () => {
  // Three roundings to 2⁻²⁴ of numbers below 4.
  for (const [e, c] of [[3, 4], [0.5, 1], [2, 0.1]] as const) {
    assertClose(distance(e, c), Math.sqrt(e * e + c * c) - c, 12 * 2 ** -24);
  }
});

Deno.test("pseudoHuber is half the squared error over the width for small errors, and the error for large ones", () => {
  // The next terms are e⁴/(8c³) and c²/(2e); the small one keeps its digits although c + e² rounds to c.
  assertClose(distance(1e-3, 10), 1e-6 / 20, 1e-12);
  assertClose(distance(1e3, 0.1), 1e3 - 0.1, 1e-4);
});
