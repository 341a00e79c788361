import { uniformInit } from "../../lib/layers/uniform_init.ts";
import { Stream } from "../../lib/random/stream.ts";
import { assertTrue } from "../support/assert.ts";
import { kolmogorovSmirnov } from "../support/statistics.ts";

Deno.test("uniformInit fills ±1/√fanIn evenly", () => {
  const out = new Float32Array(10_000);
  uniformInit(9)(out, new Stream({ seed: 1, purpose: "init" }));
  assertTrue(out.every((value) => Math.abs(value) <= Math.fround(1 / 3)));
  // Exceeded by one seed in a thousand; this one is fixed.
  assertTrue(kolmogorovSmirnov(out, (x) => (3 * x + 1) / 2) < 1.95);
});
