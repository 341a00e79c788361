import { timeFeatures } from "../../lib/layers/time_features.ts";
import { assertAllClose } from "../support/assert.ts";
import { tensor } from "../support/tensors.ts";
import { assertSameAsLoops } from "./forward.ts";

Deno.test("timeFeatures are sinusoids from scale down to nearly a ten thousandth of it, and have their gradients", () => {
  const [features, scale] = [6, 5];
  assertSameAsLoops(
    timeFeatures({ features, scale }),
    [4, 1],
    (t) =>
      Float64Array.from({ length: 4 * 6 }, (_, at) => {
        const angle = scale * 10000 ** (-(at % 3) / 3) * t[Math.floor(at / 6)]!;
        return at % 6 < 3 ? Math.cos(angle) : Math.sin(angle);
      }),
    // Angles below 16, times the fastest frequency in the gradient, rounded to 2⁻²⁴ a few times.
    4 * 16 * 5 * 2 ** -24,
  );
});

Deno.test("timeFeatures of scale 1000 are the diffusion models' embedding of step 1000·t", () => {
  const features = timeFeatures({ features: 4, scale: 1000 }).apply(
    new Map(),
    tensor([0, 0.25], [2, 1]),
  ).dataSync();
  assertAllClose(features.slice(0, 4), [1, 1, 0, 0], 0);
  const [fast, slow] = [250, 2.5];
  const expected = [Math.cos(fast), Math.cos(slow), Math.sin(fast), Math.sin(slow)];
  // The fast angle is exact, the slow one and the values are rounded to float32.
  assertAllClose(features.slice(4), expected, 4 * 2 ** -24);
});
