import type { Oracle } from "../architectures/architecture.ts";
import type { Examples } from "../datasets/dataset.ts";
import { type Interpolant, stirred } from "../paths/interpolant.ts";
import type { State } from "../solvers/solver.ts";
import type { Target } from "../targets/target.ts";
import type { NetworkCall } from "./generative_field.ts";

/**
 * Answers as a network would that was trained perfectly: with the conditional expectation of what the target
 * regresses, in double precision.
 *
 * @param oracle The oracle.
 * @param rules The target, and what lies between the pairs.
 * @param examples The data.
 * @returns A function that can be called as a network.
 */
export function oracleCall<S extends State>(
  oracle: Oracle,
  { target, interpolant }: { readonly target: Target; readonly interpolant: Interpolant },
  examples: Examples,
): NetworkCall<S> {
  const expect = oracle.open(examples);
  return (x, times) => {
    const size = x.length / times.length;
    const outputs = Array.from({ length: target.heads }, () => x.slice() as S);
    const expected = { x1: new Float64Array(size), x0: new Float64Array(size), z: new Float64Array(size) };
    times.forEach((t, i) => {
      const start = i * size;
      expect(x.subarray(start, start + size), t, expected);
      target.regressions(stirred(interpolant, t)).forEach(({ scale, x1, x0, z }, head) => {
        const output = outputs[head]!;
        for (let j = 0; j < size; j++) {
          output[start + j] = (x1 * expected.x1[j]! + x0 * expected.x0[j]! + z * expected.z[j]!) / scale;
        }
      });
    });
    return Promise.resolve(outputs);
  };
}
