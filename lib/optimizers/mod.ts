/**
 * Optimizers, by their YAML name.
 *
 * To add one: write `lib/optimizers/my_own.ts` exporting a {@linkcode Component} named `myOwn`, and add
 * `export { myOwn } from "./my_own.ts";` to `catalog.ts`. Config, schema, listing, documentation and contract
 * tests follow.
 *
 * @module
 */
import type { Catalog } from "../component.ts";
import type { Optimizer } from "./optimizer.ts";
import * as catalog from "./catalog.ts";

/** Optimizers, by their YAML name. */
export const optimizers: Catalog<Optimizer> = catalog;
