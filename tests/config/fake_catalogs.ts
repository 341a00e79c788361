import { z } from "zod";
import type { Catalogs } from "../../lib/catalogs.ts";
import { type Component, noOptions, type OptionsSchema } from "../../lib/component.ts";
import { ConfigError, type Problem } from "../../lib/config/config_error.ts";
import { type Experiment, resolveExperiment } from "../../lib/config/resolve.ts";

/** A component that is nothing but its options. */
export function fake<Options>(
  options: OptionsSchema<Options>,
  summary = "for tests",
): Component<unknown, Options> {
  return { summary, options, create: (chosen) => chosen };
}

const plain = fake(noOptions);
const solver = fake(z.strictObject({
  steps: z.int().min(1).default(10).describe("how many equal steps"),
  grid: z.strictObject({ power: z.number().positive().default(1) }).prefault({}),
}));

/** Catalogs of every kind, with a component for every default. */
export const catalogs = {
  datasets: {
    moons: plain,
    folder: fake(z.strictObject({ path: z.string(), flip: z.boolean().default(false) })),
  },
  sources: { gaussian: plain },
  couplings: { independent: plain },
  timeSamplers: { uniform: plain },
  paths: {
    linear: fake(noOptions, "straight lines"),
    polynomial: fake(
      z.strictObject({ exponent: z.number().positive().default(2).describe("the power of t") }),
    ),
    curved: fake(z.strictObject({ bend: z.number().default(0), exponent: z.number().default(1) })),
  },
  gammas: { none: plain },
  targets: { velocity: plain },
  losses: { meanSquare: plain },
  weightings: { uniform: plain },
  architectures: {
    mlp: fake(z.strictObject({ channels: z.array(z.int().min(1)).min(1).default([32, 32]) })),
    plainUnet: plain,
  },
  optimizers: { adam: fake(z.strictObject({ learningRate: z.number().positive().default(1e-3) })) },
  schedules: { constant: plain },
  timeGrids: { uniform: plain },
  solvers: { euler: solver, midpoint: solver, heun: solver, rk4: solver },
  metrics: { wasserstein2: fake(z.strictObject({ count: z.int().min(1).default(100) })) },
  engines: { onnx: plain },
} as unknown as Catalogs;

/** Resolves a text as `experiments/x.yaml` with the fake catalogs. */
export function resolve(text: string, overrides: readonly string[] = []): Experiment {
  return resolveExperiment(text, { file: "experiments/x.yaml", catalogs, overrides });
}

/** What a function reports as wrong; fails unless it throws a {@linkcode ConfigError}. */
export async function problemsFrom(fn: () => unknown): Promise<readonly Problem[]> {
  try {
    await fn();
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  throw new Error("expected a ConfigError, but there was none");
}

/** What is wrong with a text, as `line:col path` and the verdict. */
export async function verdicts(text: string, overrides: readonly string[] = []): Promise<string[]> {
  const problems = await problemsFrom(() => resolve(text, overrides));
  return problems.map(({ file, line, col, length, sourceLine = "", path, rule, found, suggestion }) => {
    const marked = sourceLine.slice(col! - 1, col! - 1 + length!);
    const place = file === "command line" ? file : `${line}:${col}`;
    return `${place} ${path} [${marked}] ${[rule, found, suggestion].filter(Boolean).join("; ")}`;
  });
}
