/**
 * Ways to pair x0 with x1, by their YAML name.
 *
 * To add one: write `lib/couplings/my_own.ts` exporting a {@linkcode Component} named `myOwn`, and add
 * `export { myOwn } from "./my_own.ts";` to `catalog.ts`. Config, schema, listing, documentation and contract
 * tests follow.
 *
 * @module
 */
import type { Catalog } from "../component.ts";
import type { Coupling } from "./coupling.ts";
import * as catalog from "./catalog.ts";

/** Ways to pair x0 with x1, by their YAML name. */
export const couplings: Catalog<Coupling> = catalog;
