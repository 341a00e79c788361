import { catalogs } from "../lib/catalogs.ts";
import type { Choice } from "../lib/component.ts";
import { ConfigError } from "../lib/config/config_error.ts";
import type { ExperimentConfig } from "../lib/config/experiment_config.ts";
import { type Experiment, resolveExperiment } from "../lib/config/resolve.ts";
import { openModel } from "../lib/model.ts";
import { createParts, type Parts } from "../lib/parts.ts";
import { quantile } from "../lib/random/normal.ts";
import { batches } from "../lib/training/batch.ts";
import { assertTrue } from "./support/assert.ts";

/** Gaussian data, for which everything that a combination should arrive at is known. */
const MEAN = 1;
const SPREAD = 0.5;
const base = resolveExperiment(
  `
dataset: { name: gaussian, dimensions: 1, mean: ${MEAN}, spread: ${SPREAD} }
architecture: gaussianOracle
training: { steps: 0, batchSize: 16 }
sampling: { count: 400, batchSize: 400 }
`,
  { file: "combination.yaml", catalogs },
);
const data = await createParts(base).dataset.load({
  seed: 0,
  split: "train",
  cache: "",
  logger: { info() {}, warn() {}, progress() {} },
});

/** Fixed steps that a test takes: enough for the stated errors, few enough for thousands of combinations. */
const STEPS = 50;

/** A component with its default options, and some of its own. */
function choose(kind: keyof typeof catalogs, name: string, given: Record<string, unknown> = {}): Choice {
  const { options } = catalogs[kind][name]!;
  const own = kind === "solvers" && Object.hasOwn(options.shape, "steps")
    ? { steps: STEPS, ...given }
    : given;
  // An adaptive solver takes fixed steps only if it is told to.
  const isAdaptive = Object.hasOwn(options.shape, "relativeTolerance");
  return { name, ...options.parse(isAdaptive ? given : own) as object };
}

/** The parts of an experiment with other choices, or the reasons for which it is refused. */
function partsOf(changes: Partial<ExperimentConfig>): { parts: Parts; config: ExperimentConfig } | string[] {
  const config = { ...base.config, ...changes };
  const experiment: Experiment = { ...base, config };
  try {
    return { parts: createParts(experiment), config };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map(({ path, rule }) => `${path}: ${rule}`);
  }
}

/** The sampling part of a config with a solver. */
function samplingWith(solver: Choice): ExperimentConfig["sampling"] {
  return { ...base.config.sampling, solver };
}

/** How far off a combination may land, by its solver's order with {@link STEPS} steps; adaptive ones have 1e-5. */
function statedError(parts: Parts): number {
  const { solver: { steps, order, needsGaussianSource }, interpolant } = parts;
  // Four hundred samples have a mean to ±S/√400 and a spread to ±S/√800, four times of which is 0.1.
  if (needsGaussianSource) return 0.25;
  if (steps === undefined) return 5e-3;
  // Where the path ends like √(1 − t), the last of the steps is as long as √(1/50) for the noise.
  const endsSteeply = !Number.isFinite(interpolant.path.at(1).sigmaDot);
  return order === 1 || endsSteeply ? 0.15 : 0.05;
}

/** Draws samples and compares them, or their moments, with what the exact flow makes of the same noise. */
async function errorOf(parts: Parts, config: ExperimentConfig): Promise<number> {
  const model = openModel(parts, config, { weights: new Float32Array(), examples: data });
  const samples = parts.solver.needsGaussianSource ? 400 : 4;
  // Midpoints of equally likely intervals: no draw, so no luck.
  const x0 = parts.solver.needsGaussianSource
    ? normalMidpoints(samples)
    : Float64Array.of(-1.5, -0.5, 0.5, 1.5);
  const { x } = await model.follow(x0, { samples });
  await model.dispose();
  assertTrue(x.every(Number.isFinite), "not finite");
  const { path } = parts.rules.interpolant;
  const { alpha, sigma } = path.at(0);
  const end = path.at(1);
  const deviation = (at: { alpha: number; sigma: number }) => Math.hypot(at.alpha * SPREAD, at.sigma);
  const exact = x0.map((value) =>
    end.alpha * MEAN + deviation(end) / Math.hypot(alpha * SPREAD, sigma) * (value - alpha * MEAN)
  );
  if (!parts.solver.needsGaussianSource) return Math.max(...exact.map((value, i) => Math.abs(x[i]! - value)));
  const moments = (values: Float64Array) => {
    const mean = values.reduce((a, b) => a + b, 0) / samples;
    return [mean, Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / samples)] as const;
  };
  const [found, expected] = [moments(x), moments(exact)];
  return Math.max(Math.abs(found[0] - expected[0]), Math.abs(found[1] - expected[1]));
}

function normalMidpoints(count: number): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => quantile((i + 0.5) / count));
}

/** Whether a step's inputs are all finite numbers. */
function drawsFinite(parts: Parts): boolean {
  const drawSource = (out: Float32Array, draws: { fillNormal(out: Float32Array): void }) =>
    draws.fillNormal(out);
  const batch = batches({ ...parts, seed: 1, examples: data, drawSource, batchSize: 16 });
  return [1, 2].every((step) =>
    Object.values(batch(step).inputs).every((values) => values.every(Number.isFinite))
  );
}

const names = (kind: keyof typeof catalogs) => Object.keys(catalogs[kind]);

for (const path of names("paths")) {
  for (const target of names("targets")) {
    Deno.test(`every time sampler and solver on path ${path} with target ${target} lands where it should, or is refused`, async () => {
      // What is sampled does not depend on how training times are drawn, nor the other way round.
      const landed = new Map<string, number>();
      const drawn = new Map<string, boolean>();
      let valid = 0;
      for (const timeSampler of names("timeSamplers")) {
        for (const solver of names("solvers")) {
          const title = `${path} × ${target} × ${timeSampler} × ${solver}`;
          const made = partsOf({
            path: choose("paths", path),
            target: choose("targets", target),
            timeSampler: choose("timeSamplers", timeSampler),
            sampling: samplingWith(choose("solvers", solver)),
          });
          if (Array.isArray(made)) {
            assertTrue(made.length > 0);
            for (const reason of made) {
              assertTrue(/expected|Use/.test(reason), `${title} is refused with "${reason}"`);
            }
            continue;
          }
          valid++;
          const { parts, config } = made;
          if (!drawn.has(timeSampler)) drawn.set(timeSampler, drawsFinite(parts));
          assertTrue(drawn.get(timeSampler)!, `${title} draws numbers that are not finite`);
          if (!landed.has(solver)) landed.set(solver, await errorOf(parts, config));
          const error = landed.get(solver)!;
          assertTrue(
            error <= statedError(parts),
            `${title} is off by ${error}: stated is ${statedError(parts)}`,
          );
        }
      }
      // Either the target does not go with the path at all, or most solvers go with both.
      assertTrue(valid === 0 || valid >= 10 * names("solvers").length / 2, `${valid} combinations are valid`);
    });
  }
}

/** The choices that a refusal proposes in the words of a file, such as `target: { name: noise, smallestTime: 0.001 }`. */
function proposed(reasons: readonly string[]): Record<string, Record<string, number>> {
  const found: Record<string, Record<string, number>> = {};
  for (const reason of reasons) {
    for (const [, key, name, options] of reason.matchAll(/(\w+): \{ name: (\w+), ([^}]+) \}/g)) {
      const values = options!.split(", ").map((option) => option.split(": ") as [string, string]);
      const numbers = Object.fromEntries(values.map(([option, value]) => [option, Number(value)]));
      found[`${key}.${name}`] = { ...found[`${key}.${name}`], ...numbers };
    }
  }
  return found;
}

for (const path of names("paths")) {
  Deno.test(`the bounded times that a refusal on path ${path} proposes are taken, and land where they should`, async () => {
    for (const target of names("targets")) {
      const choices = { path: choose("paths", path), sampling: samplingWith(choose("solvers", "heun")) };
      const refused = partsOf({ ...choices, target: choose("targets", target) });
      if (!Array.isArray(refused)) continue;
      const bounds = proposed(refused)[`target.${target}`];
      if (bounds === undefined) continue;
      const made = partsOf({ ...choices, target: choose("targets", target, bounds) });
      assertTrue(!Array.isArray(made), `${path} × ${target} with ${JSON.stringify(bounds)}: ${made}`);
      const { parts, config } = made as Exclude<typeof made, string[]>;
      assertTrue(drawsFinite(parts));
      const error = await errorOf(parts, config);
      assertTrue(error <= 0.15, `${path} × ${target} is off by ${error}`);
    }
  });
}

for (const gamma of names("gammas")) {
  Deno.test(`every path, target and solver with gamma ${gamma} lands where it should, or is refused`, async () => {
    let valid = 0;
    for (const path of names("paths")) {
      for (const target of names("targets")) {
        for (const solver of names("solvers")) {
          const title = `${gamma} × ${path} × ${target} × ${solver}`;
          const made = partsOf({
            gamma: choose("gammas", gamma),
            path: choose("paths", path),
            target: choose("targets", target),
            sampling: samplingWith(choose("solvers", solver)),
          });
          if (Array.isArray(made)) {
            for (const reason of made) {
              assertTrue(/expected|Use/.test(reason), `${title} is refused with "${reason}"`);
            }
            continue;
          }
          valid++;
          const { parts, config } = made;
          assertTrue(drawsFinite(parts), `${title} draws numbers that are not finite`);
          // With noise around the path the ends of a constant width are blurred: only finite numbers can be asked for.
          const error = await errorOf(parts, config);
          assertTrue(gamma === "constant" || error <= statedError(parts), `${title} is off by ${error}`);
        }
      }
    }
    assertTrue(valid > 0);
  });
}

for (const weighting of names("weightings")) {
  for (const loss of names("losses")) {
    Deno.test(`every path and target with weighting ${weighting} and loss ${loss} has finite shares, or is refused`, () => {
      let valid = 0;
      for (const path of names("paths")) {
        for (const target of names("targets")) {
          const made = partsOf({
            weighting: choose("weightings", weighting),
            loss: choose("losses", loss),
            path: choose("paths", path),
            target: choose("targets", target),
          });
          if (Array.isArray(made)) continue;
          valid++;
          assertTrue(drawsFinite(made.parts), `${path} × ${target}`);
        }
      }
      assertTrue(valid > names("paths").length);
    });
  }
}
