import type { ConditioningConfig } from "./config/experiment_config.ts";
import { nearest } from "./config/nearest.ts";
import type { Dataset, Examples } from "./datasets/dataset.ts";
import { Failure } from "./failure.ts";

/**
 * How many classes the network is told of.
 *
 * @param dataset The data set.
 * @param conditioning What the experiment says.
 * @returns Their number, 0 if it is told none.
 * @throws {RangeError} If the data set does not say how many there are, or says another number.
 */
export function classCount(
  { classes: names }: Pick<Dataset, "classes">,
  { class: isTold, classes }: ConditioningConfig,
): number {
  if (!isTold) return 0;
  if (names.length === 0 && classes === undefined) {
    throw new RangeError(
      "The data set does not name its classes before it is read: expected conditioning.classes, their number",
    );
  }
  if (names.length > 0 && classes !== undefined && classes !== names.length) {
    throw new RangeError(`The data set has ${names.length} classes: expected that number, found ${classes}`);
  }
  return classes ?? names.length;
}

/**
 * Finds out whether examples have the classes that the network was made for.
 *
 * @param examples The examples.
 * @param classes How many classes the network is told of, 0 for none.
 * @throws {Failure} With exit code 2 if they do not.
 */
export function checkClasses(examples: Examples, classes: number): void {
  const named = examples.classes?.length;
  if (classes > 0 && named !== undefined && named !== classes) {
    throw new Failure(
      `The data have ${named} classes, ${
        examples.classes!.join(", ")
      }: expected conditioning.classes to be ` +
        `${named}, found ${classes}`,
      2,
    );
  }
}

/**
 * The classes that samples are drawn for: the list, over and over again.
 *
 * @param asked Classes by number or by name; all of them unless given.
 * @param classes How many there are.
 * @param names Their names, where they are known.
 * @returns The number of each class of the list.
 * @throws {RangeError} If there is no such class.
 */
export function askedClasses(
  asked: readonly (number | string)[] | undefined,
  classes: number,
  names: readonly string[],
): Int32Array {
  if (asked === undefined) return Int32Array.from({ length: classes }, (_, label) => label);
  return Int32Array.from(asked, (one) => {
    if (typeof one === "number") {
      if (one < classes) return one;
      throw new RangeError(`There is no class ${one}: expected a number from 0 to ${classes - 1}`);
    }
    const label = names.indexOf(one);
    if (label >= 0) return label;
    const similar = nearest(one, names);
    throw new RangeError(
      `There is no class "${one}": expected ` +
        (names.length === 0 ? `a number from 0 to ${classes - 1}` : `one of ${names.join(", ")}`) +
        (similar === undefined ? "" : `; did you mean ${similar}?`),
    );
  });
}
