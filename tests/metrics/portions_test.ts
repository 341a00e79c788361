import type { Model } from "../../lib/metrics/metric.ts";
import { followAll, portions } from "../../lib/metrics/portions.ts";
import { linear } from "../../lib/paths/linear.ts";
import type { State } from "../../lib/solvers/solver.ts";
import { assertEquals } from "../support/assert.ts";
import { normals32 } from "../support/draws.ts";
import { gaussianField } from "../support/gaussian_field.ts";
import { fakeContext } from "./fake_context.ts";

Deno.test("portions go through all samples in order, the last with the rest", () => {
  assertEquals([...portions(7, 3)], [
    { first: 0, samples: 3 },
    { first: 3, samples: 3 },
    { first: 6, samples: 1 },
  ]);
  assertEquals([...portions(2, 1000)], [{ first: 0, samples: 2 }]);
  assertEquals([...portions(0, 3)], []);
});

Deno.test("samples keep their places and numbers, whichever portion they are in", async () => {
  const context = fakeContext({
    shape: [2],
    field: gaussianField(linear.create({})),
    source: new Float32Array(),
    reference: new Float32Array(),
    batchSize: 3,
  });
  /** Moves every sample by its number, and does not finish the second of a portion. */
  const model: Model = {
    ...context.model,
    follow: <S extends State>(x0: S, { samples, first = 0 }: { samples: number; first?: number }) =>
      Promise.resolve({
        x: x0.map((x, e) => x + first + Math.floor(e / 2)) as S,
        evaluations: Uint32Array.from({ length: samples }, (_, i) => 10 * (first + i)),
        unfinished: samples > 1 ? [1] : [],
      }),
  };
  const x0 = Float64Array.from(normals32(14, "x0"));
  const before = x0.slice();
  const { x, evaluations, unfinished } = await followAll(model, x0, { size: 2 });
  assertEquals(x, x0.map((entry, e) => entry + Math.floor(e / 2)));
  assertEquals([...evaluations], [0, 10, 20, 30, 40, 50, 60]);
  assertEquals(unfinished, [1, 4]);
  assertEquals(x0, before);
});
