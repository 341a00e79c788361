import { minibatchOt } from "../couplings/minibatch_ot.ts";
import { Stream } from "../random/stream.ts";
import { median } from "./timing.ts";

function normals(count: number, purpose: string): Float32Array {
  const out = new Float32Array(count);
  new Stream({ seed: 0, purpose }).fillNormal(out);
  return out;
}

/** The time of pairing so many rows of so many numbers, two clouds that overlap in part. */
function pairingTime(count: number, size: number): number {
  const coupling = minibatchOt.create(minibatchOt.options.parse({}));
  const times = Array.from({ length: 20 }, (_, repetition) => {
    const x0 = normals(count * size, `bench/x0/${repetition}`);
    const x1 = normals(count * size, `bench/x1/${repetition}`).map((x, i) => x + 5 * Math.cos(i % 8));
    const draws = new Stream({ seed: 0, purpose: "bench/pairs" });
    const before = performance.now();
    coupling.pair({ x0, x1, count, size, labels: new Int32Array(count) }, draws);
    return performance.now() - before;
  });
  return median(times);
}

/** The time of pairing batches by the optimal assignment, medians in milliseconds. */
export function measureOptimalTransport(): Promise<Readonly<Record<string, number>>> {
  return Promise.resolve({
    points_128_ms: pairingTime(128, 2),
    points_256_ms: pairingTime(256, 2),
    points_1024_ms: pairingTime(1024, 2),
    images_128_ms: pairingTime(128, 784),
    images_256_ms: pairingTime(256, 784),
  });
}
