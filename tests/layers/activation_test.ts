import { activation, type ActivationName, ACTIVATIONS } from "../../lib/layers/activation.ts";
import * as tf from "../../lib/tensor/tf.ts";
import type { Tensor } from "../../lib/tensor/types.ts";
import { assertClose, assertEquals, assertTrue } from "../support/assert.ts";
import { tensor } from "../support/tensors.ts";
import { assertSameAsLoops } from "./forward.ts";

/** The functions as their papers define them. */
const definitions: Readonly<Record<ActivationName, (x: number) => number>> = {
  elu: (x) => x > 0 ? x : Math.expm1(x),
  relu: (x) => Math.max(x, 0),
  // Klambauer et al., "Self-normalizing neural networks", 2017, equation 2 and the constants below it
  selu: (x) => 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * Math.expm1(x)),
  silu: (x) => x / (1 + Math.exp(-x)),
  softplus: (x) => Math.log1p(Math.exp(x)),
  tanh: Math.tanh,
};

Deno.test("the activations that can be chosen are those that this file knows", () => {
  assertEquals([...ACTIVATIONS], Object.keys(definitions));
});

for (const name of ACTIVATIONS) {
  Deno.test(`${name} is its definition, entry by entry, and has its derivative`, () => {
    // Numbers below 4, rounded to 2⁻²⁴ three or four times.
    assertSameAsLoops(activation(name), [5, 8], (x) => x.map(definitions[name]), 4 * 4 * 2 ** -24);
  });

  Deno.test(`${name} is right and has a finite derivative far from zero`, () => {
    const far = [-1000, -90, 90, 1000];
    const apply = (x: Tensor) => activation(name).apply(new Map(), x);
    const values = apply(tensor(far, [4])).dataSync();
    far.forEach((x, i) => {
      // The definition of softplus overflows even in double precision where the function is x itself.
      const expected = name === "softplus" && x > 50 ? x : definitions[name](x);
      assertClose(values[i]!, expected, 1e-7 * Math.abs(expected) + 1e-37, `${name}(${x}):`);
    });
    const derivatives = tf.grad((x) => tf.sum(apply(x)))(tensor(far, [4])).dataSync();
    assertTrue(derivatives.every(Number.isFinite), `${derivatives}`);
  });
}
