/**
 * Schedules of the learning rate, by their YAML name.
 *
 * To add one: write `lib/schedules/my_own.ts` exporting a {@linkcode Component} named `myOwn`, and add
 * `export { myOwn } from "./my_own.ts";` to `catalog.ts`. Config, schema, listing, documentation and contract
 * tests follow.
 *
 * @module
 */
import type { Catalog } from "../component.ts";
import type { Schedule } from "./schedule.ts";
import * as catalog from "./catalog.ts";

/** Schedules of the learning rate, by their YAML name. */
export const schedules: Catalog<Schedule> = catalog;
