import { catalogs } from "../../lib/catalogs.ts";
import { build } from "../../lib/component.ts";
import { openSession } from "../../lib/engines/onnx/session.ts";
import { weightsOf } from "../../lib/experiment.ts";
import { openRun } from "../../lib/resume.ts";
import { openModel } from "../../lib/model.ts";
import { assertAllClose, assertEquals, assertTrue } from "../support/assert.ts";
import { normals32 } from "../support/draws.ts";
import { DIGITS, MOONS, resolved, runInto, testRuns } from "./runs.ts";

/** Networks do not look at them. */
const examples = { size: 0, fingerprint: "", read() {}, label: () => 0 };

for (
  const { title, text, overrides, needs } of [
    { title: "points", text: MOONS, overrides: [], needs: [] },
    {
      title: "points, by displacement over time",
      text: MOONS,
      overrides: ["target=displacementOverTime"],
      needs: [],
    },
    { title: "points, by the data", text: MOONS, overrides: ["target=data"], needs: [] },
    {
      title: "points, by velocity and score",
      text: MOONS,
      overrides: ["target=velocityAndScore", "gamma=brownianBridge", "path=cosine"],
      needs: [],
    },
    { title: "points of two classes", text: MOONS, overrides: ["conditioning.class=true"], needs: [] },
    { title: "images", text: DIGITS, overrides: [], needs: ["net"] as const },
  ]
) {
  testRuns(
    `model.onnx of ${title} has the run's velocity, in the runtime itself, and carries its config`,
    async (folder) => {
      const run = `${folder}/run`;
      await runInto(run, resolved(text, overrides));
      const { experiment: { config }, parts, state } = await openRun(run, catalogs);
      const model = await Deno.readFile(`${run}/model.onnx`);
      assertTrue(new TextDecoder().decode(model).includes(JSON.stringify(config)));

      const size = parts.shape.reduce((a, b) => a * b);
      for (const batchSize of [1, 5]) {
        const told = parts.classes > 0;
        // both classes, and none
        const labels = Int32Array.from({ length: batchSize }, (_, i) => i % 3 - 1);
        const inputs = {
          x: [batchSize, ...parts.shape],
          t: [batchSize],
          ...told ? { label: [batchSize] } : {},
        };
        const program = await openSession(model, inputs, { threads: 1 });
        for (const engineName of ["onnx", "eager"]) {
          const { options } = catalogs.engines[engineName]!;
          const engine = build(catalogs.engines, { name: engineName, ...options.parse({}) as object });
          const weights = weightsOf(state!, config);
          const { fieldOf, dispose } = openModel({ ...parts, engine }, config, { weights, examples });
          const field = fieldOf({ samples: batchSize, labels });
          const x = normals32(batchSize * size, "x");
          for (const time of [0, 0.5, 0.99]) {
            const { v } = await program.run({
              x,
              t: new Float32Array(batchSize).fill(time),
              ...told ? { label: Float32Array.from(labels) } : {},
            });
            assertEquals(v!.length, x.length);
            const expected = await field.velocity(x, new Float64Array(batchSize).fill(time));
            // Float32 keeps seven digits; sums in another order lose one or two, and σ near the end as many.
            const tolerance = 1e-5 * Math.max(1, ...expected.map(Math.abs));
            assertAllClose(v!, expected, tolerance, `${engineName} at ${time}`);
          }
          await dispose();
        }
        await program.dispose();
      }
    },
    needs,
  );
}
