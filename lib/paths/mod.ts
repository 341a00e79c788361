/**
 * Interpolation paths, by their YAML name.
 *
 * To add one: write `lib/paths/my_own.ts` exporting a {@linkcode Component} named `myOwn`, and add
 * `export { myOwn } from "./my_own.ts";` to `catalog.ts`. Config, schema, listing, documentation and contract
 * tests follow.
 *
 * @module
 */
import type { Catalog } from "../component.ts";
import type { Path } from "./path.ts";
import * as catalog from "./catalog.ts";

/** Interpolation paths, by their YAML name. */
export const paths: Catalog<Path> = catalog;
