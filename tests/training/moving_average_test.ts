import { renewal } from "../../lib/training/moving_average.ts";
import { assertClose, assertEquals, assertTrue } from "../support/assert.ts";

const batchSize = 32;

Deno.test("the renewal of a decay that warms up is 1 − min(decay, (1 + n)/(10 + n))", () => {
  const at = (step: number, emaDecay: number) => renewal(step, { emaDecay, emaWarmUp: true, batchSize });
  assertClose(at(1, 0.999), 9 / 11, 1e-15);
  assertClose(at(90, 0.999), 0.09, 1e-15);
  // (1 + n)/(10 + n) reaches 0.999 at n = 8990.
  assertClose(at(8989, 0.999), 9 / 8999, 1e-15);
  assertClose(at(8991, 0.999), 0.001, 1e-15);
  assertEquals(at(1, 0), 1);
});

Deno.test("without the warm-up a decay is the same from the first step on", () => {
  for (const step of [1, 2, 1000]) {
    assertEquals(renewal(step, { emaDecay: 0.9999, emaWarmUp: false, batchSize }), 1 - 0.9999);
  }
});

Deno.test("after the half-life in examples, a weight counts half in the average, whatever the batch size", () => {
  for (const size of [1, 10, 125, 1000, 2000]) {
    let part = 1;
    for (let step = 1; step * size <= 2000; step++) {
      part *= 1 - renewal(step, { emaHalfLife: 1000, emaWarmUp: false, batchSize: size });
      // Up to a thousand products, each rounded to 2⁻⁵³.
      if (step * size === 1000) assertClose(part, 1 / 2, 1e-12);
      if (step * size === 2000) assertClose(part, 1 / 4, 1e-12);
    }
  }
});

Deno.test("a half-life of a billion examples keeps its digits", () => {
  const found = renewal(1, { emaHalfLife: 1e12, emaWarmUp: false, batchSize: 1 });
  // 1 − 2^(−x) = x·ln 2 − (x·ln 2)²/2 + …, of which the second term is 1e-12 of the first.
  assertClose(found / (Math.LN2 * 1e-12), 1, 1e-11);
});

Deno.test("a half-life that warms up is a twentieth of the examples before the step, up to the whole", () => {
  const at = (step: number, emaWarmUp = true) => renewal(step, { emaHalfLife: 6400, emaWarmUp, batchSize });
  assertEquals(at(1), 1, "nothing is left of the initial weights");
  // 0.05·(n − 1)·B reaches 6400 at n = 4001.
  for (const step of [2, 21, 1000, 4000]) {
    assertClose(at(step), 1 - 2 ** (-1 / (0.05 * (step - 1))), 1e-15);
    assertTrue(at(step) > at(step, false));
  }
  for (const step of [4001, 5000]) assertEquals(at(step), at(step, false));
});
