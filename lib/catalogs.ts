import { architectures } from "./architectures/mod.ts";
import type { Catalog } from "./component.ts";
import { couplings } from "./couplings/mod.ts";
import { allSources } from "./data_source.ts";
import { datasets } from "./datasets/mod.ts";
import { engines } from "./engines/mod.ts";
import { gammas } from "./gammas/mod.ts";
import { losses } from "./losses/mod.ts";
import { metrics } from "./metrics/mod.ts";
import { optimizers } from "./optimizers/mod.ts";
import { paths } from "./paths/mod.ts";
import { schedules } from "./schedules/mod.ts";
import { solvers } from "./solvers/mod.ts";
import { targets } from "./targets/mod.ts";
import { timeGrids } from "./time_grids/mod.ts";
import { timeSamplers } from "./time_samplers/mod.ts";
import { weightings } from "./weightings/mod.ts";

/** One catalog for every kind of component, by its plural name, in the order in which data flows. */
export const catalogs = {
  datasets,
  sources: allSources,
  couplings,
  timeSamplers,
  paths,
  gammas,
  targets,
  losses,
  weightings,
  architectures,
  optimizers,
  schedules,
  timeGrids,
  solvers,
  metrics,
  engines,
} satisfies Readonly<Record<string, Catalog<unknown>>>;

/** The catalogs of flowlab, or of flowlab and an experiment's own components. */
export type Catalogs = typeof catalogs;
