/** Which files: a folder ends in a slash and means all that is below it; `""` means every file. */
export type Files = readonly string[];

/** What files may import from the project; a file may do what any row that names it allows. */
export interface Permission {
  readonly files: Files;
  /** What they may import. */
  readonly imports?: Files;
  /** What they may import the types of. */
  readonly types?: Files;
}

/** Something that only some files may use. */
export interface Reservation {
  readonly name: string;
  /** Who may use it. */
  readonly files: Files;
  /** Who may import its types besides. */
  readonly types?: Files;
  /** Whether it must be loaded by a call of `import()`, since loading it asks for permissions. */
  readonly dynamic?: boolean;
}

/** Layer 0. */
const FOUNDATION: Files = [
  "lib/component.ts",
  "lib/failure.ts",
  "lib/logger.ts",
  "lib/config/",
  "lib/random/",
  "lib/tensor/",
];

/** Layer 1: the rooms, in the order in which data flows, and the file that holds each room's interface. */
export const ROOMS: readonly (readonly [folder: string, interfaceFile: string])[] = [
  ["lib/datasets/", "dataset.ts"],
  ["lib/sources/", "source.ts"],
  ["lib/couplings/", "coupling.ts"],
  ["lib/time_samplers/", "time_sampler.ts"],
  ["lib/paths/", "path.ts"],
  ["lib/gammas/", "gamma.ts"],
  ["lib/targets/", "target.ts"],
  ["lib/losses/", "loss.ts"],
  ["lib/weightings/", "weighting.ts"],
  ["lib/layers/", "layer.ts"],
  ["lib/architectures/", "architecture.ts"],
  ["lib/optimizers/", "optimizer.ts"],
  ["lib/schedules/", "schedule.ts"],
  ["lib/time_grids/", "time_grid.ts"],
  ["lib/solvers/", "solver.ts"],
  ["lib/metrics/", "metric.ts"],
  ["lib/engines/", "engine.ts"],
];

/** Layer 2: what works with the rooms' interfaces, whatever is behind them. */
const WORKERS: Files = [
  "lib/training/",
  "lib/sampling/",
  "lib/checkpoints/",
  "lib/artifacts/",
  "lib/features/",
];

/** What a path and the noise around it are together, which targets, solvers and workers speak of. */
const PATH_INTERFACES: Files = ["lib/paths/path.ts", "lib/paths/interpolant.ts"];

const INTERFACES: Files = [
  ...ROOMS.map(([folder, interfaceFile]) => folder + interfaceFile),
  ...PATH_INTERFACES,
];

/** Layer 3: where everything is put together. */
const ASSEMBLY: Files = [
  "lib/benchmarks/",
  "lib/catalogs.ts",
  "lib/check.ts",
  "lib/compare.ts",
  "lib/compatibility/",
  "lib/conditioning.ts",
  "lib/data.ts",
  "lib/data_source.ts",
  "lib/drawing.ts",
  "lib/evaluate_run.ts",
  "lib/evaluation.ts",
  "lib/experiment.ts",
  "lib/field_file.ts",
  "lib/model.ts",
  "lib/parts.ts",
  "lib/resume.ts",
  "lib/run.ts",
  "lib/run_record.ts",
  "lib/smoke.ts",
  "lib/version.ts",
];

/** What tasks answer `--help` and wrong arguments with, which must not wait for all that `mod.ts` loads. */
const BEFORE_WORK: Files = [
  "lib/benchmarks/summaries.ts",
  "lib/config/kinds.ts",
  "lib/config/nearest.ts",
  "lib/failure.ts",
];

/** Who may import what. */
export const PERMISSIONS: readonly Permission[] = [
  { files: FOUNDATION, imports: FOUNDATION },
  { files: ["lib/config/"], types: ["lib/catalogs.ts"] },
  ...ROOMS.map(([folder]) => ({ files: [folder], imports: [folder, ...FOUNDATION] })),
  { files: ["lib/sources/"], types: ["lib/datasets/dataset.ts"] },
  { files: ["lib/paths/"], types: ["lib/gammas/gamma.ts"] },
  { files: ["lib/targets/", "lib/weightings/", "lib/time_grids/", "lib/solvers/"], imports: PATH_INTERFACES },
  {
    files: ["lib/architectures/"],
    imports: ["lib/layers/", "lib/couplings/coupling.ts", ...PATH_INTERFACES],
    types: ["lib/datasets/dataset.ts", "lib/sources/source.ts"],
  },
  {
    files: ["lib/metrics/"],
    imports: ["lib/couplings/assignment.ts", "lib/couplings/squared_distances.ts"],
    types: ["lib/solvers/solver.ts"],
  },
  ...WORKERS.map((folder) => ({ files: [folder], imports: [folder, ...FOUNDATION, ...INTERFACES] })),
  {
    files: ["lib/artifacts/"],
    imports: ["lib/checkpoints/atomic_file.ts", "lib/checkpoints/safetensors.ts"],
  },
  { files: ["lib/datasets/"], imports: ["lib/checkpoints/atomic_file.ts"] },
  {
    files: ["lib/features/"],
    imports: [
      "lib/checkpoints/safetensors.ts",
      "lib/datasets/cache.ts",
      "lib/engines/onnx/session.ts",
      "lib/layers/",
      "lib/optimizers/adam.ts",
      "lib/sampling/row_program.ts",
      "lib/schedules/cosine.ts",
    ],
    types: ["lib/catalogs.ts"],
  },
  { files: ASSEMBLY, imports: ["lib/", "deno.json"] },
  { files: ["mod.ts"], imports: ["lib/"] },
  { files: ["tasks/"], imports: ["tasks/", ...BEFORE_WORK], types: ["mod.ts"] },
  { files: ["tasks/support/flowlab.ts"], imports: ["mod.ts"] },
  { files: ["tests/"], imports: [""] },
];

/** Where the outside world is reached. */
const OUTSIDE: Files = [
  "lib/config/",
  "lib/datasets/",
  "lib/checkpoints/",
  "lib/artifacts/",
  "lib/features/own_extractor.ts",
  "tasks/",
  "tests/",
];

/** Who may use which globals. */
export const GLOBALS: readonly Reservation[] = [
  { name: "Deno", files: OUTSIDE },
  { name: "console", files: ["tasks/"] },
  { name: "Math.random", files: [] },
];

/** Who may import which packages, or all that are below a name; the first that fits counts. */
export const PACKAGES: readonly Reservation[] = [
  { name: "node:child_process", files: OUTSIDE },
  { name: "node:fs", files: OUTSIDE },
  { name: "onnxruntime-node", files: ["lib/engines/onnx/session.ts"], dynamic: true },
  { name: "sharp", files: [""], dynamic: true },
  { name: "@tensorflow/tfjs", files: ["lib/tensor/tf.ts"], types: ["lib/tensor/types.ts"] },
  { name: "@tensorflow/tfjs-node-gpu", files: ["lib/engines/"], dynamic: true },
  { name: "@tensorflow", files: [] },
];
