/**
 * Grids of times that solvers step along, by their YAML name.
 *
 * To add one: write `lib/time_grids/my_own.ts` exporting a {@linkcode Component} named `myOwn`, and add
 * `export { myOwn } from "./my_own.ts";` to `catalog.ts`. Config, schema, listing, documentation and contract
 * tests follow.
 *
 * @module
 */
import type { Catalog } from "../component.ts";
import type { TimeGrid } from "./time_grid.ts";
import * as catalog from "./catalog.ts";

/** Grids of times that solvers step along, by their YAML name. */
export const timeGrids: Catalog<TimeGrid> = catalog;
