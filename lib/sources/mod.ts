/**
 * Distributions of x0, by their YAML name.
 *
 * To add one: write `lib/sources/my_own.ts` exporting a {@linkcode Component} named `myOwn`, and add
 * `export { myOwn } from "./my_own.ts";` to `catalog.ts`. Config, schema, listing, documentation and contract
 * tests follow.
 *
 * @module
 */
import type { Catalog } from "../component.ts";
import type { Source } from "./source.ts";
import * as catalog from "./catalog.ts";

/** Distributions of x0, by their YAML name. */
export const sources: Catalog<Source> = catalog;
