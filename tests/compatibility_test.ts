import { catalogs } from "../lib/catalogs.ts";
import { resolveExperiment } from "../lib/config/resolve.ts";
import { createParts } from "../lib/parts.ts";
import { assertEquals } from "./support/assert.ts";
import { problemsFrom } from "./config/fake_catalogs.ts";

/** What is wrong with an experiment, as `line:col path: rule`. */
async function verdicts(text: string): Promise<string[]> {
  const experiment = resolveExperiment(text, { file: "x.yaml", catalogs });
  const problems = await problemsFrom(() => createParts(experiment));
  return problems.map(({ line, col, path, rule }) => `${line}:${col} ${path}: ${rule}`);
}

/** An experiment, and the beginnings or ends of what is said about it. */
const refused: readonly (readonly [title: string, text: string, ...said: string[]])[] = [
  [
    "a target that says nothing of the data where sampling begins",
    "dataset: moons\ntarget: noise",
    "2:9 target: target noise on path linear does not determine the velocity at t = 0",
  ],
  [
    "a regressand without limit",
    "dataset: moons\npath: linearVariancePreserving",
    "undefined:undefined target: target velocity on path linearVariancePreserving regresses numbers without limit at t = 1",
  ],
  [
    "a regressand without limit at both ends",
    "dataset: moons\ngamma: brownianBridge\ntarget: velocity",
    "3:9 target: target velocity on path linear with gamma brownianBridge regresses numbers without limit at t = 0 and t = 1",
  ],
  [
    "a target that an interpolant's own noise confuses",
    "dataset: moons\ngamma: parabola\ntarget: data",
    "3:9 target: target data does not determine the velocity of an interpolant with noise of its own",
  ],
  [
    "a weight without limit",
    "dataset: moons\ntarget: data\nweighting: velocityEquivalent",
    "3:12 weighting: weighting velocityEquivalent has no limit at t = 1 for target data on path linear",
  ],
  [
    "a source of another shape",
    "dataset: { name: gaussian, dimensions: 3 }\nsource: moons",
    "2:9 source: expected samples of the data's shape: source moons has [2], dataset gaussian has [3]",
  ],
  [
    "the score of a source that has none",
    "dataset: moons\nsource: eightGaussians\ntarget: { name: score, smallestTime: 0.001 }",
    "3:9 target: target score regresses the score of standard normal noise",
  ],
  [
    "a batch of transport that does not fit",
    "dataset: moons\ncoupling: { name: minibatchOt, otBatchSize: 100 }",
    "2:45 coupling.otBatchSize: expected a multiple or a divisor of training.batchSize, 128; found 100",
  ],
  [
    "a Schrödinger bridge over another noise",
    "dataset: moons\ncoupling: { name: schrodingerBridge, sigma: 2 }\ngamma: brownianBridge\ntarget: velocityAndScore",
    "3:8 gamma: coupling schrodingerBridge pairs the ends of Brownian bridges of width 2",
  ],
  [
    "a network that cannot be told a class",
    "dataset: mnist\narchitecture: plainCnn\nconditioning: { class: true }",
    "3:24 conditioning.class: architecture plainCnn cannot be told a class",
  ],
  [
    "classes that the data set does not have",
    "dataset: moons\nconditioning: { class: true }\nsampling: { classes: [0, uper] }",
    '3:22 sampling.classes: There is no class "uper": expected one of upper, lower; did you mean upper?',
  ],
  [
    "another number of classes than the data set's",
    "dataset: moons\nconditioning: { class: true, classes: 3 }",
    "2:15 conditioning: The data set has 2 classes: expected that number, found 3",
  ],
  [
    "guidance without an answer to compare with",
    "dataset: moons\nconditioning: { class: true, dropProbability: 0 }\nsampling: { guidance: { scale: 2 } }",
    "3:32 sampling.guidance.scale: guidance compares with the answer without a class",
  ],
  [
    "guidance from a later time than to",
    "dataset: moons\nconditioning: { class: true }\nsampling: { guidance: { from: 0.8, to: 0.5 } }",
    "3:31 sampling.guidance.from: expected at most sampling.guidance.to, 0.5; found 0.8",
  ],
  [
    "classes and guidance of a network that is told none",
    "dataset: moons\nsampling: { classes: [0], guidance: { scale: 2 } }",
    "2:22 sampling.classes: the network is not told classes",
    "2:46 sampling.guidance.scale: the network is not told classes",
  ],
  [
    "metrics that cannot measure such an experiment",
    "dataset: moons\nevaluation: [bitsPerDimension, excessOverFloor, classAccuracy, frechetDistance]",
    "2:14 evaluation[0]: bitsPerDimension is about the levels of pixels: expected images, found points of 2 numbers",
    "2:32 evaluation[1]: The least possible loss is not known",
    "2:49 evaluation[2]: classAccuracy asks whether samples are of the class that was asked for",
    "2:64 evaluation[3]: features are those of images",
  ],
  [
    "an SDE whose score optimal transport has made unknown",
    "dataset: moons\ncoupling: minibatchOt\nsampling: { solver: eulerMaruyama }",
    "3:21 sampling.solver: solver eulerMaruyama needs the score",
  ],
  [
    "a diffusion sampler from another source",
    "dataset: moons\nsource: eightGaussians\nsampling: { solver: { name: ddpmAncestral, steps: 5 } }",
    "3:21 sampling.solver: solver ddpmAncestral adds noise as if the source were standard normal",
  ],
  [
    "a solver along the path where there is noise around it",
    "dataset: moons\ngamma: parabola\nsampling: { solver: ddim }",
    "3:21 sampling.solver: solver ddim steps along the path between the ends alone",
  ],
  [
    "more made of an output than a velocity",
    "dataset: moons\nsampling: { solver: ddim, field: output }",
    "2:21 sampling.solver: solver ddim makes more of the output than a velocity",
  ],
  [
    "a grid for a solver that chooses its own steps",
    "dataset: moons\nsampling: { solver: dopri5, timeGrid: shift }",
    "2:39 sampling.timeGrid: solver dopri5 chooses its own steps",
  ],
  [
    "a grid of other steps than the solver's",
    "dataset: moons\nsampling: { timeGrid: { name: custom, times: [0.5] }, solver: { name: euler, steps: 7 } }",
    "2:23 sampling.timeGrid: The time grid's own times make 2 steps, but the solver takes 7",
  ],
  [
    "another path to sample on, with noise around the trained one",
    "dataset: moons\ngamma: parabola\nsampling: { path: cosine }",
    "3:19 sampling.path: expected no other path than that of the training",
  ],
  [
    "solvers to compare that cannot be, each for its own reason",
    "dataset: moons\nsource: eightGaussians\nevaluation: [{ name: nfeCurve, solvers: [eulerMaruyama, { name: euler, stepz: 1 }] }]",
    "3:14 evaluation[0]: solver eulerMaruyama needs the score",
    "3:14 evaluation[0]: solver euler: euler has no option `stepz`",
  ],
  [
    "an oracle that is to be trained",
    "dataset: gaussian\narchitecture: gaussianOracle\ntraining: { batchSize: 64 }",
    "3:11 training: architecture gaussianOracle has nothing to train",
  ],
];

for (const [title, text, ...said] of refused) {
  Deno.test(`refused at its line, with the reason and what would do: ${title}`, async () => {
    const found = await verdicts(text);
    assertEquals(found.map((verdict, i) => verdict.slice(0, said[i]?.length ?? 0)), said, found.join("\n"));
    for (const verdict of found) assertEquals(/expected|set the solver/.test(verdict), true, verdict);
  });
}

Deno.test("everything that does not go together is reported at once", async () => {
  const text = "dataset: moons\ncoupling: { name: minibatchOt, otBatchSize: 100 }\ntarget: noise\n" +
    "sampling: { solver: dopri5, timeGrid: shift }";
  const paths = (await verdicts(text)).map((verdict) => verdict.replace(/^\S+ (\S+):.*$/, "$1"));
  assertEquals(paths, ["coupling.otBatchSize", "target", "sampling.timeGrid"]);
});
