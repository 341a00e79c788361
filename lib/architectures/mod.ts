/**
 * Network families, by their YAML name.
 *
 * To add one: write `lib/architectures/my_own.ts` exporting a {@linkcode Component} named `myOwn`, and add
 * `export { myOwn } from "./my_own.ts";` to `catalog.ts`. Config, schema, listing, documentation and contract
 * tests follow.
 *
 * @module
 */
import type { Catalog } from "../component.ts";
import type { Architecture } from "./architecture.ts";
import * as catalog from "./catalog.ts";

/** Network families, by their YAML name. */
export const architectures: Catalog<Architecture> = catalog;
