import { isOracle } from "../architectures/architecture.ts";
import { askedClasses } from "../conditioning.ts";
import type { ExperimentConfig } from "../config/experiment_config.ts";
import type { Parts } from "../parts.ts";
import type { Clash } from "./clash.ts";

/**
 * Finds what does not go together about classes: a network that cannot be told them, classes that do not exist, and
 * guidance without an answer to compare with.
 *
 * @param parts What the experiment chose, created.
 * @param config What it is called in the file.
 */
export function conditioningClashes(parts: Parts, config: ExperimentConfig): Clash[] {
  return config.conditioning.class ? toldClashes(parts, config) : untoldClashes(config);
}

/** Of an experiment whose network is told classes. */
function toldClashes(
  parts: Parts,
  { architecture, sampling, conditioning, training }: ExperimentConfig,
): Clash[] {
  const found: Clash[] = [];
  const { network, dataset, classes } = parts;
  if (isOracle(network) || !network.takesClass) {
    found.push({
      path: "conditioning.class",
      rule:
        `architecture ${architecture.name} cannot be told a class: expected mlp, unet or transformer, or class: false`,
    });
  }
  // Names that only the files tell are looked up when they are read.
  if (dataset.classes.length > 0 || sampling.classes?.every((one) => typeof one === "number")) {
    try {
      askedClasses(sampling.classes, classes, dataset.classes);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      found.push({ path: "sampling.classes", rule: error.message });
    }
  }
  const { scale, from, to } = sampling.guidance;
  if (from > to) {
    found.push({
      path: "sampling.guidance.from",
      rule: `expected at most sampling.guidance.to, ${to}; found ${from}`,
    });
  }
  const isTrained = training.steps !== 0;
  if (scale !== 1 && conditioning.dropProbability === 0 && isTrained) {
    found.push({
      path: "sampling.guidance.scale",
      rule:
        "guidance compares with the answer without a class, which is learned only from examples whose class is not " +
        "told: expected conditioning.dropProbability above 0, such as 0.1, or a scale of 1",
    });
  }
  return found;
}

/** Of an experiment whose network is told no class. */
function untoldClashes({ sampling }: ExperimentConfig): Clash[] {
  const rule = "the network is not told classes: expected conditioning: { class: true }";
  return [
    ...sampling.classes ? [{ path: "sampling.classes", rule }] : [],
    ...sampling.guidance.scale === 1 ? [] : [{ path: "sampling.guidance.scale", rule }],
  ];
}
