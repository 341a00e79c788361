/**
 * Weights of the loss over time, by their YAML name.
 *
 * To add one: write `lib/weightings/my_own.ts` exporting a {@linkcode Component} named `myOwn`, and add
 * `export { myOwn } from "./my_own.ts";` to `catalog.ts`. Config, schema, listing, documentation and contract
 * tests follow.
 *
 * @module
 */
import type { Catalog } from "../component.ts";
import type { Weighting } from "./weighting.ts";
import * as catalog from "./catalog.ts";

/** Weights of the loss over time, by their YAML name. */
export const weightings: Catalog<Weighting> = catalog;
