import { silent } from "../../lib/logger.ts";
import { Stream } from "../../lib/random/stream.ts";
import { gaussian } from "../../lib/sources/gaussian.ts";
import { assertClose, assertTrue } from "../support/assert.ts";
import { kolmogorovSmirnov, normalCdf } from "../support/statistics.ts";

/** As many samples, one beside the other, of two numbers each. */
async function samples(count: number): Promise<Float32Array> {
  const draw = await gaussian.create({}).load({ seed: 1, split: "train", cache: "", logger: silent });
  const out = new Float32Array(2 * count);
  for (let sample = 0; sample < count; sample++) {
    const draws = new Stream({ seed: 1, purpose: "noise", sample });
    draw(out.subarray(2 * sample, 2 * sample + 2), draws);
  }
  return out;
}

Deno.test("gaussian noise is standard normal, and the entries of a sample are uncorrelated", async () => {
  const count = 20_000;
  const x = await samples(count);
  const mean = (f: (x: number, y: number) => number) =>
    Array.from({ length: count }, (_, i) => f(x[2 * i]!, x[2 * i + 1]!)).reduce((a, b) => a + b) / count;
  // Five standard deviations of a mean of 20000: of x 1, of x² √2, of xy 1.
  const unit = 5 / Math.sqrt(count);
  assertClose(mean((x) => x), 0, unit);
  assertClose(mean((_, y) => y), 0, unit);
  assertClose(mean((x) => x * x), 1, unit * Math.SQRT2);
  assertClose(mean((_, y) => y * y), 1, unit * Math.SQRT2);
  assertClose(mean((x, y) => x * y), 0, unit);
  // Exceeded by one seed in a thousand; this one is fixed.
  assertTrue(kolmogorovSmirnov(x, normalCdf) < 1.95);
});
