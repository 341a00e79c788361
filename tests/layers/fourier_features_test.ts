import { fourierFeatures } from "../../lib/layers/fourier_features.ts";
import { assertAllClose, assertEquals, assertTrue } from "../support/assert.ts";
import { kolmogorovSmirnov, normalCdf } from "../support/statistics.ts";
import { tensor } from "../support/tensors.ts";
import { assertSameAsLoops } from "./forward.ts";

/** A matrix `B`, `[features/2, inputs]`, found from sines of angles that are too small to be anything else. */
function matrixOf(options: { inputs: number; features: number; scale: number }): number[] {
  const { inputs, features } = options;
  const tiny = 2 ** -20;
  const axes = Array.from(
    { length: inputs * inputs },
    (_, at) => at % (inputs + 1) === 0 ? tiny / options.scale : 0,
  );
  const layer = fourierFeatures(options);
  const values = layer.apply(new Map(), tensor(axes, [inputs, inputs])).dataSync();
  return Array.from({ length: features / 2 * inputs }, (_, at) => {
    const [k, axis] = [Math.floor(at / inputs), at % inputs];
    return values[axis * features + features / 2 + k]! / (2 * Math.PI * tiny) * options.scale;
  });
}

Deno.test("fourierFeatures are the cosines and sines of 2πBx, and have their gradients", () => {
  const options = { inputs: 2, features: 6, scale: 0.3 };
  const matrix = matrixOf(options);
  assertSameAsLoops(
    fourierFeatures(options),
    [4, 2],
    (x) =>
      Float64Array.from({ length: 4 * 6 }, (_, at) => {
        const [row, k] = [Math.floor(at / 6), at % 3];
        const cycles = matrix[2 * k]! * x[2 * row]! + matrix[2 * k + 1]! * x[2 * row + 1]!;
        return at % 6 < 3 ? Math.cos(2 * Math.PI * cycles) : Math.sin(2 * Math.PI * cycles);
      }),
    // Angles below 8, and sums of six slopes of order 4, rounded to 2⁻²⁴ a few times.
    6 * 8 * 2 ** -24,
  );
});

Deno.test("the matrix of fourierFeatures is normal with the given standard deviation", () => {
  const entries = matrixOf({ inputs: 3, features: 2000, scale: 2 });
  // Exceeded by one seed in a thousand; this one is fixed.
  assertTrue(kolmogorovSmirnov(entries, (x) => normalCdf(x / 2)) < 1.95);
});

Deno.test("the matrix of fourierFeatures is part of the definition: it never changes", () => {
  // What a trained network relies on: another matrix would turn its weights into nonsense.
  const known = [1.0250245, -1.2572847, -0.8550502, 0.8413992];
  const some = matrixOf({ inputs: 2, features: 4, scale: 1 });
  // Rounded to float32 when multiplied by 2π, and again as an angle and as its sine.
  assertAllClose(some, known, 4 * 2 ** -24 * 2);
  assertEquals(matrixOf({ inputs: 2, features: 10, scale: 1 }).slice(0, 4), some);
});
