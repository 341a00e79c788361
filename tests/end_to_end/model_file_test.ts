import { catalogs } from "../../lib/catalogs.ts";
import { build } from "../../lib/component.ts";
import { openSession } from "../../lib/engines/onnx/session.ts";
import { weightsOf } from "../../lib/experiment.ts";
import { openRun } from "../../lib/resume.ts";
import { openVelocityField } from "../../lib/sampling/velocity_field.ts";
import { assertAllClose, assertEquals, assertTrue } from "../support/assert.ts";
import { normals32 } from "../support/draws.ts";
import { DIGITS, MOONS, resolved, runInto, testRuns } from "./runs.ts";

for (
  const { title, text, overrides, needs } of [
    { title: "points", text: MOONS, overrides: [], needs: [] },
    {
      title: "points, by displacement over time",
      text: MOONS,
      overrides: ["target=displacementOverTime"],
      needs: [],
    },
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
        const inputs = { x: [batchSize, ...parts.shape], t: [batchSize] };
        const program = await openSession(model, inputs, { threads: 1 });
        for (const engineName of ["onnx", "eager"]) {
          const { options } = catalogs.engines[engineName]!;
          const engine = build(catalogs.engines, { name: engineName, ...options.parse({}) as object });
          const field = await openVelocityField(engine, {
            ...parts,
            weights: weightsOf(state!, config),
            batchSize,
            field: "velocity",
          });
          const x = normals32(batchSize * size, "x");
          for (const time of [0, 0.5, 0.99]) {
            const { v } = await program.run({ x, t: new Float32Array(batchSize).fill(time) });
            assertEquals(v!.length, x.length);
            // Float32 keeps seven digits of numbers of order 1; sums in another order lose one or two.
            assertAllClose(v!, await field.velocity(x, time), 1e-5, `${engineName} at ${time}`);
          }
          await field.dispose();
        }
        await program.dispose();
      }
    },
    needs,
  );
}
