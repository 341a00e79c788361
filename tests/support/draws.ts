import { Stream } from "../../lib/random/stream.ts";

/** Numbers of the standard normal distribution, others for every purpose but the same at every run. */
export function normals(count: number, purpose: string): Float64Array {
  const out = new Float64Array(count);
  new Stream({ seed: 0, purpose }).fillNormal(out);
  return out;
}

/** The same, rounded to float32. */
export function normals32(count: number, purpose: string): Float32Array {
  return Float32Array.from(normals(count, purpose));
}
