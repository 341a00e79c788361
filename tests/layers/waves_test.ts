import { waves } from "../../lib/layers/waves.ts";
import { assertSameAsLoops } from "./forward.ts";

Deno.test("waves are the cosines and then the sines of every frequency, and have their gradients", () => {
  const frequencies = Float32Array.of(0.5, -1, 2, 0.25, 1.5, -0.75);
  assertSameAsLoops(
    waves({ inputs: 2, frequencies }),
    [4, 2],
    (x) =>
      Float64Array.from({ length: 4 * 6 }, (_, at) => {
        const [row, wave] = [Math.floor(at / 6), at % 6];
        const k = wave % 3;
        const angle = frequencies[2 * k]! * x[2 * row]! + frequencies[2 * k + 1]! * x[2 * row + 1]!;
        return wave < 3 ? Math.cos(angle) : Math.sin(angle);
      }),
    // Angles below 8, and sums of six slopes of order 4, rounded to 2⁻²⁴ a few times.
    6 * 8 * 2 ** -24,
  );
});
