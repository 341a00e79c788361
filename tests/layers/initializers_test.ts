import { dense } from "../../lib/layers/dense.ts";
import { initialized } from "../../lib/layers/initialized.ts";
import { linear } from "../../lib/layers/linear.ts";
import { normalInit } from "../../lib/layers/normal_init.ts";
import { xavierInit } from "../../lib/layers/xavier_init.ts";
import { zeroInit } from "../../lib/layers/zero_init.ts";
import { Stream } from "../../lib/random/stream.ts";
import type { Parameter } from "../../lib/tensor/parameters.ts";
import { assertEquals, assertTrue } from "../support/assert.ts";
import { kolmogorovSmirnov, normalCdf } from "../support/statistics.ts";

/** What an initialiser writes. */
function drawn(initialize: Parameter["initialize"], count = 10_000): Float32Array {
  const out = new Float32Array(count).fill(NaN);
  initialize(out, new Stream({ seed: 1, purpose: "init" }));
  return out;
}

Deno.test("xavierInit fills ±√(6/(inputs + outputs)) evenly", () => {
  const out = drawn(xavierInit({ inputs: 14, outputs: 10 }));
  assertTrue(out.every((value) => Math.abs(value) <= 0.5));
  // Exceeded by one seed in a thousand; this one is fixed.
  assertTrue(kolmogorovSmirnov(out, (x) => x + 0.5) < 1.95);
});

Deno.test("normalInit draws normal numbers with the deviation that is asked for", () => {
  const out = drawn(normalInit(0.02));
  // Exceeded by one seed in a thousand; this one is fixed.
  assertTrue(kolmogorovSmirnov(out, (x) => normalCdf(x / 0.02)) < 1.95);
});

Deno.test("zeroInit writes zeros", () => {
  assertEquals(drawn(zeroInit, 3), new Float32Array(3));
});

Deno.test("initialized changes how weights and biases start, and nothing else", () => {
  const layer = linear("fc", { inputs: 2, outputs: 3 });
  const other = initialized(layer, {
    weight: (out) => void out.fill(1),
    bias: (out) => void out.fill(2),
  });
  assertEquals(other.apply, layer.apply);
  assertEquals(other.parameters.map(({ name, shape }) => [name, shape]), [["fc.weight", [3, 2]], ["fc.bias", [
    3,
  ]]]);
  assertEquals(other.parameters.map(({ initialize }) => [...drawn(initialize, 2)]), [[1, 1], [2, 2]]);
});

Deno.test("dense starts without bias, and as Xavier's unless told otherwise", () => {
  const sizes = { inputs: 14, outputs: 10 };
  const starts = (layer: ReturnType<typeof dense>) =>
    layer.parameters.map(({ initialize }) => drawn(initialize, 10));
  assertEquals(starts(dense("fc", sizes)), [drawn(xavierInit(sizes), 10), new Float32Array(10)]);
  const initialize = normalInit(0.02);
  assertEquals(starts(dense("fc", { ...sizes, initialize })), [drawn(initialize, 10), new Float32Array(10)]);
});
