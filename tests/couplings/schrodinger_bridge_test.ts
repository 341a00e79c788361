import { bridgeCovariance } from "../../lib/couplings/coupling.ts";
import { schrodingerBridge } from "../../lib/couplings/schrodinger_bridge.ts";
import { sinkhorn } from "../../lib/couplings/sinkhorn.ts";
import { quantile } from "../../lib/random/normal.ts";
import { assertClose, assertEquals, assertTrue } from "../support/assert.ts";
import { batchOf, couplingDraws, isPermutation } from "./batches.ts";

const coupling = (given: unknown = {}) => schrodingerBridge.create(schrodingerBridge.options.parse(given));

Deno.test("the entropic plan between two normal distributions has the covariance of the bridge", () => {
  const count = 400;
  const [mean, spread] = [1, 0.5];
  // A normal distribution as points of equal weight, scaled to the variance 1, which the tails would add.
  const points = Array.from({ length: count }, (_, i) => quantile((i + 0.5) / count));
  const scale = Math.sqrt(count / points.reduce((sum, point) => sum + point ** 2, 0));
  const x0 = points.map((point) => scale * point);
  const x1 = x0.map((point) => mean + spread * point);
  const cost = Float64Array.from({ length: count ** 2 }, (_, k) => {
    return (x1[Math.floor(k / count)]! - x0[k % count]!) ** 2;
  });
  for (const sigma of [0.3, 1, 2]) {
    const { masses } = sinkhorn(cost, count, { regularization: 2 * sigma ** 2, tolerance: 1e-7 });
    const covariance = masses.reduce((sum, mass, k) => {
      return sum + mass * (x1[Math.floor(k / count)]! - mean) * x0[k % count]!;
    }, 0);
    assertClose(
      covariance,
      (Math.sqrt(sigma ** 4 + 4 * spread ** 2) - sigma ** 2) / 2,
      1e-3,
      `σ = ${sigma}:`,
    );
  }
});

Deno.test("pairs of normal noise and data have the covariance of the bridge", () => {
  const [count, mean, spread, steps] = [512, -1, 0.7, 4];
  for (const sigma of [0.5, 1]) {
    let covariance = 0;
    for (let step = 0; step < steps; step++) {
      const batch = batchOf(count, 1, `bridge ${step}`);
      const x1 = batch.x1.map((value) => mean + spread * value);
      const rows = coupling({ sigma }).pair({ ...batch, x1 }, couplingDraws(step));
      rows.forEach((row, i) => covariance += batch.x0[row]! * (x1[i]! - mean) / (count * steps));
    }
    // The product of two normal numbers of covariance c has the variance S² + c², over 2048 pairs.
    const expected = bridgeCovariance(sigma, spread);
    assertClose(covariance, expected, 4 * Math.sqrt((spread ** 2 + expected ** 2) / (count * steps)));
  }
});

Deno.test("a narrow bridge joins what optimal transport joins", () => {
  const batch = batchOf(16, 2);
  const rows = coupling({ sigma: 0.02 }).pair(batch, couplingDraws());
  assertTrue(isPermutation(rows));
  assertEquals(coupling({ sigma: 0.02 }).pair(batch, couplingDraws(1)), rows);
});

Deno.test("schrodingerBridge states the width of its bridges and how many rows it pairs", () => {
  assertEquals(coupling().bridgeWidth, 1);
  assertEquals(coupling({ sigma: 0.3, otBatchSize: 64 }).bridgeWidth, 0.3);
  assertEquals(coupling({ otBatchSize: 64 }).batchSize, 64);
});
