import { readMetrics } from "../../lib/artifacts/metrics_file.ts";
import { decodeSafetensors } from "../../lib/checkpoints/safetensors.ts";
import { assertClose, assertTrue } from "../support/assert.ts";
import { MOONS, resolved, runInto, testRuns } from "./runs.ts";

/** How far a point is from the half circle of radius 1 about the origin, above the axis. */
function fromHalfCircle(x: number, y: number): number {
  return y >= 0 ? Math.abs(Math.hypot(x, y) - 1) : Math.min(Math.hypot(x - 1, y), Math.hypot(x + 1, y));
}

/** How far a point is from each of the two moons without their noise, as the data set's docstring places them. */
function fromMoons(x: number, y: number): { upper: number; lower: number } {
  const [u, v] = [x * 3 / 4 + 1 / 2, y * 3 / 4 + 1 / 4];
  return { upper: fromHalfCircle(u, v) * 4 / 3, lower: fromHalfCircle(u - 1, 1 / 2 - v) * 4 / 3 };
}

const mean = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0) / numbers.length;

testRuns(
  "two thousand steps bring the loss down and the samples to the moons, half to each",
  async (folder) => {
    const run = `${folder}/run`;
    await runInto(
      run,
      resolved(MOONS, [
        "dataset.size=100000",
        "architecture.width=64",
        "architecture.hiddenLayers=3",
        "optimizer.learningRate=4e-3",
        "training.steps=2000",
        "training.batchSize=256",
        "training.emaDecay=0.99",
        "training.checkpointEverySteps=2000",
        "sampling.count=1000",
        "sampling.batchSize=1000",
        "sampling.solver.steps=20",
      ]),
    );

    const losses = (await readMetrics(`${run}/metrics.jsonl`)).map(({ loss }) => loss as number);
    const [first, last] = [mean(losses.slice(0, 20)), mean(losses.slice(-100))];
    // It cannot come down to nothing: a point on the path does not tell which example it goes to. It ends at 0.75
    // of where it began; the means of a hundred batches scatter by 0.01.
    assertTrue(last < 0.8 * first, `${first} came down to ${last}`);

    const { data } = decodeSafetensors(await Deno.readFile(`${run}/samples/samples.safetensors`)).tensors
      .get("samples")!;
    const samples = Array.from({ length: 1000 }, (_, i) => fromMoons(data[2 * i]!, data[2 * i + 1]!));
    const distances = samples.map(({ upper, lower }) => Math.min(upper, lower)).sort((a, b) => a - b);
    // Half of the data themselves are within 0.043 and nine tenths within 0.11; of an untrained network's samples
    // within 0.35 and 1.04. These are at 0.10 and 0.34, and have some room.
    assertTrue(distances[500]! < 0.15, `half of the samples are within ${distances[500]}`);
    assertTrue(distances[900]! < 0.45, `nine tenths of the samples are within ${distances[900]}`);
    // Five standard deviations of the share of a thousand fair draws.
    const upper = samples.filter(({ upper, lower }) => upper < lower).length;
    assertClose(upper / 1000, 0.5, 5 * 0.5 / Math.sqrt(1000));
  },
);
