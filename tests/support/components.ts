import type { Catalog } from "../../lib/component.ts";

/**
 * Every component of a catalog, made with its default options, beside its name.
 *
 * Contract tests go through this list, so a new component is tested without a new test.
 */
export function created<T>(catalog: Catalog<T>): [name: string, part: T][] {
  return Object.entries(catalog).map(([name, { options, create }]) => [name, create(options.parse({}))]);
}
