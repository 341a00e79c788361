/**
 * Widths of the noise of stochastic interpolants, by their YAML name.
 *
 * To add one: write `lib/gammas/my_own.ts` exporting a {@linkcode Component} named `myOwn`, and add
 * `export { myOwn } from "./my_own.ts";` to `catalog.ts`. Config, schema, listing, documentation and contract
 * tests follow.
 *
 * @module
 */
import type { Catalog } from "../component.ts";
import type { Gamma } from "./gamma.ts";
import * as catalog from "./catalog.ts";

/** Widths of the noise of stochastic interpolants, by their YAML name. */
export const gammas: Catalog<Gamma> = catalog;
