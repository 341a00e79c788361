import type { Examples } from "../datasets/dataset.ts";
import { Failure } from "../failure.ts";
import type { Shape } from "../tensor/types.ts";
import type { ClassifierSubject } from "./trained_classifier.ts";

/** A data set whose classes are to be told. */
export interface ClassifiedData {
  /** Its name. */
  readonly dataset: string;
  /** The shape of one example. */
  readonly shape: Shape;
  /** The names of its classes; those of the examples where only the files tell. */
  readonly classes: readonly string[];
  /** Its training split. */
  readonly examples: Pick<Examples, "fingerprint" | "classes">;
}

/**
 * What a classifier of a data set is laid out for.
 *
 * @param data The data set.
 * @throws {Failure} With exit code 2 if it has no images, or fewer than two classes.
 */
export function subjectOf({ dataset, shape, classes, examples }: ClassifiedData): ClassifierSubject {
  if (shape.length !== 3) {
    throw new Failure(
      `A classifier reads images [height, width, channels]; the examples of ${dataset} are [${
        shape.join(", ")
      }]`,
      2,
    );
  }
  const names = examples.classes ?? classes;
  if (names.length < 2) {
    const found = names.length === 0 ? "none" : `only ${names[0]}`;
    throw new Failure(
      `A classifier needs images of two classes or more; the data set ${dataset} has ${found}`,
      2,
    );
  }
  return { dataset, fingerprint: examples.fingerprint, shape, classes: names.length };
}
