import { linear } from "../../lib/paths/linear.ts";
import { shift } from "../../lib/time_grids/shift.ts";
import { shiftTime } from "../../lib/time_grids/shift_time.ts";
import { uniform } from "../../lib/time_grids/uniform.ts";
import { assertAllClose, assertClose, assertEquals } from "../support/assert.ts";

const path = linear.create({});
const times = [0, 1e-6, 0.1, 0.25, 0.5, 0.9, 1 - 1e-6, 1];

Deno.test("shifts compose: first a, then b, is a·b", () => {
  for (const [a, b] of [[2, 3], [0.5, 7], [3, 1 / 3]] as const) {
    // a few roundings
    for (const t of times) assertClose(shiftTime(shiftTime(t, a), b), shiftTime(t, a * b), 1e-15);
  }
});

Deno.test("a shift of 1 changes nothing, and no shift moves the ends", () => {
  for (const t of times) assertClose(shiftTime(t, 1), t, 1e-12);
  for (const factor of [0.01, 1, 3, 100]) assertEquals([shiftTime(0, factor), shiftTime(1, factor)], [0, 1]);
});

Deno.test("a shift adds its logarithm to the logit of the noise level", () => {
  const logitOfNoise = (t: number) => Math.log((1 - t) / t);
  for (const t of [0.1, 0.5, 0.9]) {
    assertClose(logitOfNoise(shiftTime(t, 3)), logitOfNoise(t) + Math.log(3), 1e-14); // a few roundings
  }
});

Deno.test("shift is SD3's map of the noise level, which keeps 3/4 of it after half of the steps", () => {
  // σ′ = sσ/(1 + (s − 1)σ)
  const expected = [1, 0.9, 0.75, 0.5, 0].map((noise) => 1 - noise);
  assertAllClose(shift.create({ shift: 3 }).times(4, path), expected, 1e-15); // a few roundings
});

Deno.test("shift by 1 is uniform", () => {
  assertAllClose(shift.create({ shift: 1 }).times(7, path), uniform.create({}).times(7, path), 1e-12);
});
