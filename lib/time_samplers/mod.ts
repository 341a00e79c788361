/**
 * Distributions of training times, by their YAML name.
 *
 * To add one: write `lib/time_samplers/my_own.ts` exporting a {@linkcode Component} named `myOwn`, and add
 * `export { myOwn } from "./my_own.ts";` to `catalog.ts`. Config, schema, listing, documentation and contract
 * tests follow.
 *
 * @module
 */
import type { Catalog } from "../component.ts";
import type { TimeSampler } from "./time_sampler.ts";
import * as catalog from "./catalog.ts";

/** Distributions of training times, by their YAML name. */
export const timeSamplers: Catalog<TimeSampler> = catalog;
