import { architectures } from "./architectures/mod.ts";
import type { Catalog } from "./component.ts";
import { couplings } from "./couplings/mod.ts";
import { datasets } from "./datasets/mod.ts";
import { engines } from "./engines/mod.ts";
import { losses } from "./losses/mod.ts";
import { optimizers } from "./optimizers/mod.ts";
import { paths } from "./paths/mod.ts";
import { solvers } from "./solvers/mod.ts";
import { sources } from "./sources/mod.ts";
import { targets } from "./targets/mod.ts";
import { timeSamplers } from "./time_samplers/mod.ts";

/** One catalog for every kind of component, by its plural name, in the order in which data flows. */
export const catalogs = {
  datasets,
  sources,
  couplings,
  timeSamplers,
  paths,
  targets,
  losses,
  architectures,
  optimizers,
  solvers,
  engines,
} satisfies Readonly<Record<string, Catalog<unknown>>>;

/** The catalogs of flowlab, or of flowlab and an experiment's own components. */
export type Catalogs = typeof catalogs;
