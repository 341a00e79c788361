import type { Catalog, Component } from "./component.ts";
import type { Dataset } from "./datasets/dataset.ts";
import { datasets } from "./datasets/mod.ts";
import { sources } from "./sources/mod.ts";
import type { Source } from "./sources/source.ts";

/**
 * Makes a source of a data set: `x0` is one of its training examples, drawn with replacement.
 *
 * @param dataset The data set.
 * @returns A source of the same name and options.
 */
export function dataSource(dataset: Component<Dataset>): Component<Source> {
  const { summary, options } = dataset;
  return {
    ...dataset,
    summary: `the data set: ${summary}`,
    options,
    create(chosen) {
      const { shape, load } = dataset.create(chosen);
      return {
        isStandardNormal: false,
        shape,
        async load(context) {
          const examples = await load(context);
          return (out, draws) => examples.read(draws.integer(examples.size), out);
        },
      };
    },
  };
}

/** Sources of their own, and every data set beside them, since a flow can lead from any distribution to any other. */
export const allSources: Catalog<Source> = {
  ...Object.fromEntries(Object.entries(datasets).map(([name, dataset]) => [name, dataSource(dataset)])),
  ...sources,
};
