/**
 * Solvers of a flow's ODE, and of SDEs with the same marginals, by their YAML name.
 *
 * To add one: write `lib/solvers/my_own.ts` exporting a {@linkcode Component} named `myOwn`, and add
 * `export { myOwn } from "./my_own.ts";` to `catalog.ts`. Config, schema, listing, documentation and contract
 * tests follow.
 *
 * @module
 */
import type { Catalog } from "../component.ts";
import type { Solver } from "./solver.ts";
import * as catalog from "./catalog.ts";

/** Solvers of a flow's ODE, and of SDEs with the same marginals, by their YAML name. */
export const solvers: Catalog<Solver> = catalog;
