import { gelu } from "../../lib/layers/gelu.ts";
import { assertAllClose, assertClose } from "../support/assert.ts";
import { normalCdf } from "../support/statistics.ts";
import { tensor } from "../support/tensors.ts";
import { assertSameAsLoops } from "./forward.ts";

Deno.test("gelu is the approximation with the hyperbolic tangent, and has its gradients", () => {
  assertSameAsLoops(
    { parameters: [], apply: (_params, x) => gelu(x) },
    [4, 5],
    (x) => x.map((v) => v / 2 * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (v + 0.044715 * v ** 3)))),
    // Numbers below 10, rounded to 2⁻²⁴ a few times.
    4 * 10 * 2 ** -24,
  );
});

Deno.test("gelu is close to x·Φ(x), and is x or 0 far from 0", () => {
  const points = Array.from({ length: 81 }, (_, i) => (i - 40) / 8);
  const values = gelu(tensor(points, [81])).dataSync();
  // The approximation is known to be off by less than half a thousandth.
  points.forEach((x, i) => assertClose(values[i]!, x * normalCdf(x), 5e-4, `gelu(${x})`));
  assertAllClose(gelu(tensor([-1e6, -100, 0, 100, 1e6], [5])).dataSync(), [0, 0, 0, 100, 1e6], 0);
});
