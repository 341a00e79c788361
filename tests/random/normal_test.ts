import { quantile } from "../../lib/random/normal.ts";
import { assertClose, assertEquals } from "../support/assert.ts";
import { normalCdf } from "../support/statistics.ts";

// Wichura's own check values, and tables to 16 digits.
const known: readonly (readonly [p: number, x: number])[] = [
  [0.5, 0],
  [0.75, 0.6744897501960817],
  [0.9, 1.2815515655446004],
  [0.975, 1.959963984540054],
  [0.99, 2.3263478740408408],
  [0.995, 2.5758293035489004],
  [0.25, -0.6744897501960817],
  [0.001, -3.0902323061678132],
  [1e-10, -6.361340902404056],
  [1e-20, -9.262340089798408],
];

for (const [p, x] of known) {
  Deno.test(`quantile(${p}) is ${x}`, () => {
    // A few units in the last place: the approximation's own error is 1 part in 10¹⁶.
    assertClose(quantile(p), x, 5e-16 * Math.max(1, Math.abs(x)));
  });
}

Deno.test("quantile undoes the distribution function in the middle and in both tails", () => {
  for (let exponent = -60; exponent < 0; exponent++) {
    for (const p of [2 ** exponent, 0.7 * 2 ** exponent, 1 - 2 ** exponent]) {
      if (p <= 0 || p >= 1) continue;
      const x = quantile(p);
      const tail = Math.min(p, 1 - p);
      // A rounding of x moves the tail by about x² parts, and one of p near 1 by half a unit of 1.
      const tolerance = tail * 1e-15 * (4 + x * x) + (p > 0.5 ? 2.3e-16 : 0);
      assertClose(normalCdf(x), p, tolerance, `p = ${p}:`);
    }
  }
});

Deno.test("quantile is exactly odd about one half", () => {
  for (let i = 1; i < 1000; i++) {
    // Thousandths of a power of two, so that 1 − p is exact.
    const p = i / 2048;
    assertEquals(quantile(1 - p), -quantile(p));
  }
});

Deno.test("quantile rises, also where its approximations meet", () => {
  const meetings = [0.075, 0.925, Math.exp(-25), 0.5];
  for (const meeting of meetings) {
    for (let i = -50; i < 50; i++) {
      const p = meeting * (1 + i * 1e-12);
      const step = quantile(meeting * (1 + (i + 1) * 1e-12)) - quantile(p);
      assertEquals(step > 0, true, `at ${p}`);
    }
  }
});
