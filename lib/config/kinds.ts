import type { Catalogs } from "../catalogs.ts";
import { nearest } from "./nearest.ts";

/** A kind of component, by the name of its catalog. */
export type Kind = keyof Catalogs;

/** What one component of each kind is called. */
export const singular: Readonly<Record<Kind, string>> = {
  datasets: "dataset",
  sources: "source",
  couplings: "coupling",
  timeSamplers: "timeSampler",
  paths: "path",
  gammas: "gamma",
  targets: "target",
  losses: "loss",
  weightings: "weighting",
  architectures: "architecture",
  optimizers: "optimizer",
  schedules: "schedule",
  timeGrids: "timeGrid",
  solvers: "solver",
  metrics: "metric",
  engines: "engine",
};

/** Every kind, in the order in which data flows. */
export const kinds: readonly Kind[] = Object.keys(singular) as Kind[];

/** Finds a kind by its name in the singular or the plural. */
export function findKind(word: string): Kind | undefined {
  return kinds.find((kind) => kind === word || singular[kind] === word);
}

/** The kind that a misspelt word probably means, in the number in which it is nearest. */
export function nearestKind(word: string): string | undefined {
  return nearest(word, kinds.flatMap((kind) => [kind, singular[kind]]));
}
