/**
 * What can be measured of a model and its samples, by its YAML name.
 *
 * To add one: write `lib/metrics/my_own.ts` exporting a {@linkcode Component} named `myOwn`, and add
 * `export { myOwn } from "./my_own.ts";` to `catalog.ts`. Config, schema, listing, documentation and contract
 * tests follow.
 *
 * @module
 */
import type { Catalog } from "../component.ts";
import type { Metric } from "./metric.ts";
import * as catalog from "./catalog.ts";

/** What can be measured, by its YAML name. */
export const metrics: Catalog<Metric> = catalog;
