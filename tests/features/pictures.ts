import type { Examples } from "../../lib/datasets/dataset.ts";
import { Stream } from "../../lib/random/stream.ts";

/** The side of the pictures, which are grey. */
export const SIDE = 4;

/** Noise in two classes: the left half of every even picture is lighter, the right half of every odd one. */
export function pictures(size: number, purpose = "pictures"): Examples {
  return {
    size,
    fingerprint: `${size} ${purpose}`,
    classes: ["left", "right"],
    read(index, out) {
      const draws = new Stream({ seed: 0, purpose, sample: index });
      for (let e = 0; e < SIDE * SIDE; e++) {
        const isLight = Math.floor(e % SIDE / (SIDE / 2)) === index % 2;
        out[e] = Math.round((isLight ? 180 : 60) + 60 * draws.uniform()) / 127.5 - 1;
      }
    },
    label: (index) => index % 2,
  };
}

/** Pictures laid end to end. */
export function joinedPictures(examples: Examples): Float32Array {
  const size = SIDE * SIDE;
  const out = new Float32Array(examples.size * size);
  for (let i = 0; i < examples.size; i++) examples.read(i, out.subarray(i * size, (i + 1) * size));
  return out;
}
