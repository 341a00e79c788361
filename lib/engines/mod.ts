/**
 * Engines, by their YAML name.
 *
 * To add one: write `lib/engines/my_own.ts` exporting a {@linkcode Component} named `myOwn`, and add
 * `export { myOwn } from "./my_own.ts";` to `catalog.ts`. Config, schema, listing, documentation and contract
 * tests follow.
 *
 * @module
 */
import type { Catalog } from "../component.ts";
import type { Engine } from "./engine.ts";
import * as catalog from "./catalog.ts";

/** Engines, by their YAML name. */
export const engines: Catalog<Engine> = catalog;
