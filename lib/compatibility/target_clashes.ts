import type { ExperimentConfig } from "../config/experiment_config.ts";
import type { Parts } from "../parts.ts";
import { fieldEnds } from "../sampling/generative_field.ts";
import type { Target } from "../targets/target.ts";
import { errorFactors } from "../training/batch.ts";
import type { Clash } from "./clash.ts";

/** Part of the way to an end, where a weight that diverges there is plainly on the way. */
const [NEAR, NEARER] = [1e-8, 1e-12];

/**
 * Finds what keeps a target from being trained on a path, or from being read as a velocity.
 *
 * @param parts What the experiment chose, created.
 * @param config What it is called in the file.
 */
export function targetClashes(
  { target, interpolant, rules, source }: Parts,
  config: ExperimentConfig,
): Clash[] {
  const unfit = target.unfit?.(interpolant);
  if (unfit !== undefined) return [{ path: "target", rule: unfit }];
  const { name } = config.target;
  const on = `on path ${config.path.name}${
    interpolant.gamma.isZero ? "" : ` with gamma ${config.gamma.name}`
  }`;
  const found: Clash[] = [];
  const diverges = ({ t }: End): boolean =>
    target.regressions(interpolant.at(t)).some((regression) =>
      !Object.values(regression).every(Number.isFinite)
    );
  const ends = endsOf(target).filter(diverges);
  if (ends.length > 0) {
    const others = interpolant.gamma.isZero
      ? "target data, noise, score or diffusionVelocity"
      : "target velocityAndScore, or another gamma";
    found.push({
      path: "target",
      rule:
        `target ${name} ${on} regresses numbers without limit at ${
          placesOf(ends)
        }, and its loss is infinite: ` +
        `expected ${others}, or bounded times: ${boundsFor(name, ends)}`,
    });
  }
  if (target.needsNormalSource && !source.isStandardNormal) {
    found.push({
      path: "target",
      rule:
        `target ${name} regresses the score of standard normal noise: expected source gaussian, or target velocity ` +
        "or data",
    });
  }
  if (found.length > 0 || rules.takesOutput) return found;
  if (!fieldEnds({ ...rules, path: undefined }).start) {
    found.push({
      path: "target",
      rule:
        `target ${name} ${on} does not determine the velocity at t = ${target.smallestTime}, where the data have ` +
        "no weight: expected target velocity, data or diffusionVelocity, or a path that starts with some of the " +
        `data, such as variancePreserving or ddpm, or target: { name: ${name}, smallestTime: 0.001 }`,
    });
  } else if (rules.path !== undefined && !interpolant.gamma.isZero) {
    found.push({
      path: "sampling.path",
      rule:
        `expected no other path than that of the training with noise around it: gamma is ${config.gamma.name}`,
    });
  } else if (rules.path !== undefined && !fieldEnds(rules).start) {
    found.push({
      path: "sampling.path",
      rule: `the velocity on path ${config.sampling.path!.name} has no limit at t = 0 for target ${name}: ` +
        "expected another path, or target velocity or data",
    });
  }
  return found;
}

/**
 * Finds a weight that is infinite at an end of the training times.
 *
 * @param parts What the experiment chose, created.
 * @param config What it is called in the file.
 */
export function weightingClashes(
  { target, interpolant, weighting }: Parts,
  config: ExperimentConfig,
): Clash[] {
  if (target.unfit?.(interpolant) !== undefined) return [];
  const diverges = ({ t, inwards }: End): boolean => {
    const largestAt = (distance: number): number => {
      const at = interpolant.at(t + inwards * distance);
      const weights = target.regressions(at).map(({ scale }, head) =>
        weighting.weight(at, errorFactors(target, at, head, scale))
      );
      return Math.max(...weights);
    };
    // Written so that a weight that is not a number diverges.
    return !(largestAt(NEARER) <= 30 * Math.max(largestAt(NEAR), 1));
  };
  const ends = endsOf(target).filter(diverges);
  if (ends.length === 0) return [];
  const rule = `weighting ${config.weighting.name} has no limit at ${placesOf(ends)} for target ` +
    `${config.target.name} on path ${config.path.name}: expected weighting uniform, or bounded times: ` +
    boundsFor(config.target.name, ends);
  return [{ path: "weighting", rule }];
}

/** An end of the training times. */
interface End {
  /** The option that moves it. */
  readonly option: "smallestTime" | "largestTime";
  /** Where it is. */
  readonly t: number;
  /** The direction of the other end. */
  readonly inwards: 1 | -1;
}

function endsOf({ smallestTime, largestTime }: Target): End[] {
  return [
    { option: "smallestTime", t: smallestTime, inwards: 1 },
    { option: "largestTime", t: largestTime, inwards: -1 },
  ];
}

/** `t = 0 and t = 1`. */
function placesOf(ends: readonly End[]): string {
  return ends.map(({ t }) => `t = ${t}`).join(" and ");
}

/** How a target is written that keeps away from some ends. */
function boundsFor(name: string, ends: readonly End[]): string {
  const options = ends.map(({ option }) => `${option}: ${option === "smallestTime" ? 0.001 : 0.999}`);
  return `target: { name: ${name}, ${options.join(", ")} }`;
}
