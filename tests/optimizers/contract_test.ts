import { optimizers } from "../../lib/optimizers/mod.ts";
import { assertEquals, assertTrue } from "../support/assert.ts";
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

  Deno.test(`${name} has as many coefficients in every step, all finite`, () => {
    const { length } = optimizer.coefficients(1);
    for (const step of [1, 2, 100, 1e6]) {
      assertEquals(optimizer.coefficients(step).length, length);
      assertTrue(optimizer.coefficients(step).every(Number.isFinite));
    }
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
