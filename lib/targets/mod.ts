/**
 * What a network can regress, by its YAML name.
 *
 * To add one: write `lib/targets/my_own.ts` exporting a {@linkcode Component} named `myOwn`, and add
 * `export { myOwn } from "./my_own.ts";` to `catalog.ts`. Config, schema, listing, documentation and contract
 * tests follow.
 *
 * @module
 */
import type { Catalog } from "../component.ts";
import type { Target } from "./target.ts";
import * as catalog from "./catalog.ts";

/** What a network can regress, by its YAML name. */
export const targets: Catalog<Target> = catalog;
