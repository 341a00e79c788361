import { gammas } from "../../lib/gammas/mod.ts";
import { testTensors } from "../paths/tensor_contract.ts";
import { assertClose, assertEquals, assertTrue } from "../support/assert.ts";
import { created } from "../support/components.ts";
import { derivative } from "../support/derivatives.ts";

for (const [name, gamma] of created(gammas)) {
  Deno.test(`the derivative that ${name} states is that of its width`, () => {
    for (const t of [1e-3, 0.1, 0.5, 0.9, 1 - 1e-3]) {
      const h = Math.min(1e-5, t / 300, (1 - t) / 300);
      // Rounding costs 1e-11; the difference itself up to 1e-9 where a width ends like √(1 − t).
      assertClose(derivative((t) => gamma.at(t).gamma, t, h), gamma.at(t).gammaDot, 2e-8, `at ${t}:`);
    }
  });

  Deno.test(`${name} states the product of its width and its derivative, which is finite at the ends too`, () => {
    for (const t of [1e-6, 1e-3, 0.1, 0.5, 0.9, 1 - 1e-6]) {
      const { gamma: width, gammaDot, gammaProduct } = gamma.at(t);
      assertClose(gammaProduct, width * gammaDot, 1e-14); // a few roundings
    }
    for (const [end, inside] of [[0, 1e-9], [1, 1 - 1e-9]] as const) {
      assertTrue(!Number.isNaN(gamma.at(end).gammaDot));
      // the product's derivative is below 100
      assertClose(gamma.at(end).gammaProduct, gamma.at(inside).gammaProduct, 1e-7);
    }
  });

  Deno.test(`${name} is finite and not negative, and says whether it is 0`, () => {
    const widths = Array.from({ length: 101 }, (_, i) => gamma.at(i / 100).gamma);
    assertTrue(widths.every((width) => Number.isFinite(width) && width >= 0));
    assertEquals(widths.every((width) => width === 0), gamma.isZero);
  });

  testTensors(name, { at: gamma.at, tensors: gamma.tensors });
}
