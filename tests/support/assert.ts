import { strict as assert } from "node:assert";

/** Fails unless two values are deeply and strictly equal. */
export const assertEquals: typeof assert.deepEqual = assert.deepEqual;

/** Fails unless a condition holds. */
export function assertTrue(condition: boolean, message = "the condition does not hold"): void {
  assert.ok(condition, message);
}

/** Fails unless two numbers differ by at most `tolerance`. */
export function assertClose(actual: number, expected: number, tolerance: number, message = ""): void {
  const distance = Math.abs(actual - expected);
  assert.ok(distance <= tolerance, `${message} expected ${expected} ± ${tolerance}, got ${actual}`);
}

/** Fails unless two arrays have the same length and agree entry by entry within `tolerance`. */
export function assertAllClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
  message = "",
): void {
  assert.equal(actual.length, expected.length, `${message} lengths differ`);
  for (let i = 0; i < actual.length; i++) {
    assertClose(actual[i]!, expected[i]!, tolerance, `${message} [${i}]`);
  }
}

/** Fails unless `fn` throws, or rejects, with a message that contains `text`; returns the error. */
export async function assertFails(fn: () => unknown, text: string | RegExp): Promise<Error> {
  try {
    await fn();
  } catch (error) {
    assert.ok(error instanceof Error);
    if (typeof text === "string") {
      assert.ok(error.message.includes(text), `"${error.message}" lacks "${text}"`);
    } else assert.match(error.message, text);
    return error;
  }
  throw new assert.AssertionError({ message: "expected it to fail, but it succeeded" });
}
