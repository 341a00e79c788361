import { Failure } from "../failure.ts";
import { sizeOf } from "../tensor/shape.ts";
import type { Arrays, Signature } from "./engine.ts";

/**
 * Checks what a program is given.
 *
 * @param signature What it is compiled for.
 * @param arrays One array for every input.
 * @returns How often the function is to be done: once, unless there are carried inputs.
 * @throws {RangeError} If an input is missing or has the wrong length.
 */
export function checkInputs({ inputs, carried }: Signature, arrays: Arrays): number {
  let times = carried === undefined ? 1 : undefined;
  for (const [name, shape] of Object.entries(inputs)) {
    const size = sizeOf(shape);
    const found = arrays[name]?.length;
    const isStacked = carried !== undefined && !carried.includes(name);
    if (isStacked) times ??= Math.max(1, Math.floor((found ?? size) / size));
    const expected = isStacked ? times! * size : size;
    if (found !== expected) {
      throw new RangeError(
        `Input "${name}" must have ${expected} entries, got ${found ?? "no array"}`,
      );
    }
  }
  return times!;
}

/**
 * Checks an array that is to receive an output.
 *
 * @param name The output.
 * @param array The array.
 * @param size Numbers in the output.
 * @throws {RangeError} If it has another length.
 */
export function checkOutput(name: string, array: Float32Array, size: number): void {
  if (array.length === size) return;
  throw new RangeError(`The array for output "${name}" must have ${size} entries, got ${array.length}`);
}

/**
 * Checks that carried inputs can be carried.
 *
 * @param signature What a function is compiled for.
 * @param outputs The shapes of its outputs.
 * @throws {Failure} If a carried input has no output of the same name and shape.
 */
export function checkCarried(
  { inputs, carried }: Signature,
  outputs: Readonly<Record<string, readonly number[]>>,
): void {
  for (const name of carried ?? []) {
    if (inputs[name] && outputs[name] && `${inputs[name]}` === `${outputs[name]}`) continue;
    const found = (shape: readonly number[] | undefined) => shape ? `[${shape}]` : "none";
    throw new Failure(
      `Cannot carry "${name}": expected an input and an output of this name and of one shape; found an input of shape ` +
        `${found(inputs[name])} and an output of shape ${found(outputs[name])}`,
    );
  }
}

/**
 * Checks that a function can be repeated, if it is to be.
 *
 * @param signature What it is compiled for.
 * @throws {Failure} If all inputs are carried.
 */
export function checkRepetition({ inputs, carried }: Signature): void {
  if (carried !== undefined && Object.keys(inputs).every((name) => carried.includes(name))) {
    throw new Failure("Cannot repeat a function all of whose inputs are carried: nothing says how often");
  }
}
