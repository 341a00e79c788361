import { Stream } from "../random/stream.ts";
import { median, rounded, times } from "./timing.ts";

/** How many numbers are drawn in a repetition. */
const COUNT = 2 ** 20;

/** Millions of numbers a second, drawn in pieces of one length. */
async function rate(length: number, fill: (piece: Float32Array, index: number) => void): Promise<number> {
  const pieces = Math.floor(COUNT / length);
  const out = new Float32Array(pieces * length);
  const found = await times(7, () => {
    for (let i = 0; i < pieces; i++) fill(out.subarray(i * length, (i + 1) * length), i);
  });
  return rounded(out.length / median(found) / 1000);
}

/** Every piece from a stream of its own, by moving one stream on. */
function perSample(): (piece: Float32Array, index: number) => void {
  const draws = new Stream({ seed: 0, purpose: "bench/normals" });
  return (piece, index) => {
    draws.moveTo(index);
    draws.fillNormal(piece);
  };
}

/** How many millions of normal numbers a second are drawn: into one array, and sample by sample. */
export async function measureNormals(): Promise<Readonly<Record<string, number>>> {
  return {
    one_array_millions: await rate(COUNT, (piece) => {
      new Stream({ seed: 0, purpose: "bench/normals" }).fillNormal(piece);
    }),
    images_32x32x3_millions: await rate(3072, perSample()),
    images_28x28_millions: await rate(784, perSample()),
    points_millions: await rate(2, perSample()),
  };
}
