/**
 * flowlab, a flow-matching laboratory: experiments are YAML files, parts are components in catalogs.
 *
 * @module
 */
export { type Catalogs, catalogs } from "./lib/catalogs.ts";
export {
  build,
  type Catalog,
  type Choice,
  type Component,
  noOptions,
  type OptionsSchema,
} from "./lib/component.ts";
export { type Complaint, ConfigError, type Problem } from "./lib/config/config_error.ts";
export type {
  ConditioningConfig,
  ExperimentConfig,
  GuidanceConfig,
  SamplingConfig,
} from "./lib/config/experiment_config.ts";
export type { TrainingConfig, ValidationConfig } from "./lib/config/training_config.ts";
export { experimentJsonSchema } from "./lib/config/json_schema.ts";
export { findKind, type Kind, kinds, nearestKind, singular } from "./lib/config/kinds.ts";
export { loadExperiment } from "./lib/config/load.ts";
export { nearest } from "./lib/config/nearest.ts";
export { type OptionRow, optionTable } from "./lib/config/option_table.ts";
export {
  type Experiment,
  type Origin,
  resolveExperiment,
  type ResolveOptions,
} from "./lib/config/resolve.ts";
export {
  configDifference,
  configHash,
  type Difference,
  parseResolved,
  resolvedYaml,
} from "./lib/config/resolved.ts";
export { encodeMetrics } from "./lib/artifacts/metrics_file.ts";
export type { RunDirectory } from "./lib/artifacts/run_directory.ts";
export { type Growth, growthOf } from "./lib/benchmarks/growth.ts";
export { type Measure, methods } from "./lib/benchmarks/methods.ts";
export { PROFILED, profileWorkload, type ProfileWorkloadOptions } from "./lib/benchmarks/profile_workload.ts";
export { type Scaled, scalingChart } from "./lib/benchmarks/scaling_chart.ts";
export type { StepCost } from "./lib/benchmarks/step_graph.ts";
export { type StraightLine, straightLine } from "./lib/benchmarks/straight_line.ts";
export {
  type MethodName,
  methodSummaries,
  type TrainingName,
  trainingSummaries,
} from "./lib/benchmarks/summaries.ts";
export { type Measurement, type MeasureOptions, measureTraining } from "./lib/benchmarks/training_step.ts";
export type { Workload } from "./lib/benchmarks/workload.ts";
export { workloads } from "./lib/benchmarks/workloads.ts";
export { type OperatorTime, operatorTimes } from "./lib/engines/onnx/profile.ts";
export { checkExperiment, type Findings } from "./lib/check.ts";
export { compareRuns, type Comparison, type ConfigRow, type MetricRow } from "./lib/compare.ts";
export { type EvaluateOptions, evaluateRun } from "./lib/evaluate_run.ts";
export {
  type ClassifierOptions,
  learnClassifier,
  type LearnedClassifier,
} from "./lib/features/learn_classifier.ts";
export { type NewRunOptions, runExperiment } from "./lib/experiment.ts";
export { resumeExperiment, type SampleOptions, sampleRun } from "./lib/resume.ts";
export type { RunOptions } from "./lib/run.ts";
export type { Finding } from "./lib/run_record.ts";
export { smokeOverrides } from "./lib/smoke.ts";
export type {
  Architecture,
  Conditions,
  Dropout,
  Expectation,
  FlowProblem,
  Network,
  NetworkInput,
  Oracle,
} from "./lib/architectures/architecture.ts";
export type { Coupling, UnpairedBatch } from "./lib/couplings/coupling.ts";
export type { Dataset, Examples, LoadContext, Mixture } from "./lib/datasets/dataset.ts";
export type { Arrays, Engine, Program, Signature, TensorFunction } from "./lib/engines/engine.ts";
export type { Gamma, GammaCoefficients, GammaTensors } from "./lib/gammas/gamma.ts";
export type { Loss } from "./lib/losses/loss.ts";
export type {
  DivergenceOptions,
  DrawOptions,
  FeatureOptions,
  Features,
  FollowModelOptions,
  LogLikelihoodOptions,
  LogLikelihoods,
  Metric,
  MetricChart,
  MetricContext,
  MetricCurve,
  MetricData,
  MetricResult,
  MetricSamples,
  MetricSubject,
  Model,
  ModelSamples,
  ObjectiveKey,
  PairErrors,
  ProbeLaw,
  RegressionErrors,
  RegressionOptions,
  ValueRange,
} from "./lib/metrics/metric.ts";
export type { Optimizer, OptimizerState, Update } from "./lib/optimizers/optimizer.ts";
export type { Coefficients, CoefficientTensors, Interpolant } from "./lib/paths/interpolant.ts";
export { type Path, type PathCoefficients, type PathTensors, ratioOf, timeOf } from "./lib/paths/path.ts";
export { Stream, type StreamAddress } from "./lib/random/stream.ts";
export type { Schedule } from "./lib/schedules/schedule.ts";
export type {
  Field,
  Noise,
  Solution,
  SolveOptions,
  Solver,
  State,
  VelocityFunction,
} from "./lib/solvers/solver.ts";
export type { DrawSource, Source } from "./lib/sources/source.ts";
export type { OutputWeights, Regression, Target } from "./lib/targets/target.ts";
export type { Parameter, Parameters } from "./lib/tensor/parameters.ts";
export type { Shape, Tensor } from "./lib/tensor/types.ts";
export type { TimeGrid } from "./lib/time_grids/time_grid.ts";
export type { TimeSampler } from "./lib/time_samplers/time_sampler.ts";
export type { ErrorFactors, Weighting } from "./lib/weightings/weighting.ts";
export { Failure } from "./lib/failure.ts";
export { type Logger, type Progress, silent } from "./lib/logger.ts";
