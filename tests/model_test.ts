import { catalogs } from "../lib/catalogs.ts";
import { resolveExperiment } from "../lib/config/resolve.ts";
import type { Failure } from "../lib/failure.ts";
import { openModel } from "../lib/model.ts";
import { createParts } from "../lib/parts.ts";
import { assertAllClose, assertEquals, assertFails } from "./support/assert.ts";

const experiment = resolveExperiment(
  "dataset: { name: gaussian, dimensions: 1 }\narchitecture: gaussianOracle\ntraining: { steps: 0 }",
  { file: "model.yaml", catalogs },
);
const examples = { size: 0, fingerprint: "", read() {}, label: () => 0 };

function open(signal?: AbortSignal) {
  const parts = createParts(experiment);
  return openModel(parts, experiment.config, { weights: new Float32Array(), examples, signal });
}

Deno.test("a model follows its field with the experiment's solver, or with another", async () => {
  const model = open();
  const x0 = Float64Array.of(-1, 0, 2);
  const exact = [0.5, 1, 2];
  // Heun in 25 steps errs by some h² = 1.6e-3; dopri8's usual tolerance is 1e-5.
  assertAllClose((await model.follow(x0, { samples: 3 })).x, exact, 2e-3);
  const { x } = await model.follow(x0, { samples: 3, solver: { name: "dopri8" } });
  assertAllClose(x, exact, 1e-4);
});

Deno.test("whatever asks a model ends with exit code 130 at the next call after the signal", async () => {
  const stop = new AbortController();
  const model = open(stop.signal);
  const x0 = Float64Array.of(0.5);
  await model.follow(x0, { samples: 1 });
  let steps = 0;
  const onStep = () => {
    if (++steps === 5) stop.abort();
  };
  const error = await assertFails(
    () => model.follow(x0, { samples: 1, onStep }),
    "Interrupted while sampling",
  );
  assertEquals([(error as Failure).exitCode, steps], [130, 5]);
  const options = { samples: 1, divergence: "exact", solver: { name: "dopri5" } } as const;
  const refused = await assertFails(() => model.logLikelihood(x0, options), "Interrupted");
  assertEquals((refused as Failure).exitCode, 130);
});

Deno.test("a solver of a name that does not exist is answered with the names that do", async () => {
  const error = await assertFails(() => open().solver({ name: "hune" }), "expected one of ab2, ");
  assertEquals((error as Failure).exitCode, 2);
});
