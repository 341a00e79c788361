import { optimizers } from "../../lib/optimizers/mod.ts";
import { assertAllClose, assertEquals, assertTrue } from "../support/assert.ts";
import { created } from "../support/components.ts";
import { normals32 } from "../support/draws.ts";
import { follow } from "./follow.ts";

const start = normals32(6, "start");
const CURVATURES = [0.1, 0.3, 1, 1, 3, 10];

/** The gradient of `½Σ c·θ²`. */
const slope = (params: Float32Array) => params.map((value, i) => CURVATURES[i]! * value);

for (const [name, optimizer] of created(optimizers)) {
  Deno.test(`${name} carries the vectors that it names, each as long as the parameters`, () => {
    const { params, state } = follow(optimizer, start, 1, slope);
    assertEquals(Object.keys(state), [...optimizer.slots]);
    for (const vector of [params, ...Object.values(state)]) assertEquals(vector.length, start.length);
  });

  Deno.test(`${name} updates entry by entry if it says so`, () => {
    if (!optimizer.isEntrywise) return;
    const whole = follow(optimizer, start, 4, slope);
    const parts = [[0, 2], [2, 6]].map(([from, to]) =>
      follow(
        optimizer,
        start.slice(from, to),
        4,
        (params) => params.map((value, i) => CURVATURES[from! + i]! * value),
      )
    );
    assertEquals(parts.flatMap(({ params }) => [...params]), [...whole.params]);
    for (const slot of optimizer.slots) {
      assertEquals(parts.flatMap(({ state }) => [...state[slot]!]), [...whole.state[slot]!]);
    }
  });

  Deno.test(`${name} has as many coefficients in every step, all finite`, () => {
    const { length } = optimizer.coefficients(1, 1);
    for (const step of [1, 2, 100, 1e6]) {
      for (const factor of [0, 0.5, 1]) {
        assertEquals(optimizer.coefficients(step, factor).length, length);
        assertTrue(optimizer.coefficients(step, factor).every(Number.isFinite));
      }
    }
  });

  Deno.test(`${name} moves the parameters in proportion to the factor of the step, and not at all at 0`, () => {
    const moveBy = (factor: number) => {
      // Eight steps at the whole rate, so that the state is not that of a beginning.
      const { params } = follow(optimizer, start, 9, slope, (step) => step === 9 ? factor : 1);
      const { params: before } = follow(optimizer, start, 8, slope);
      return params.map((value, i) => value - before[i]!);
    };
    const whole = moveBy(1);
    assertTrue(whole.every((move) => move !== 0));
    // The parameters, numbers below 4, are rounded to 2⁻²³ after either step.
    for (const factor of [0.25, 0.5]) {
      assertAllClose(moveBy(factor), whole.map((move) => factor * move), 2 ** -22);
    }
    assertEquals(moveBy(0), new Float32Array(start.length));
  });

  Deno.test(`${name} gives the same update for the same inputs: it keeps nothing of its own`, () => {
    const once = follow(optimizer, start, 5, slope);
    assertEquals(follow(optimizer, start, 5, slope), once);
  });

  Deno.test(`${name} moves every parameter against its gradient, and down a parabola`, () => {
    const first = follow(optimizer, start, 1, slope).params;
    first.forEach((value, i) => assertTrue(Math.abs(value) < Math.abs(start[i]!), `parameter ${i}`));
    const later = follow(optimizer, start, 50, slope).params;
    later.forEach((value, i) => assertTrue(Math.abs(value) < Math.abs(first[i]!), `parameter ${i}`));
  });
}
