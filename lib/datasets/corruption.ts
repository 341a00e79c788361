/** Data that are not what they have to be; reading them again from where they came from may help. */
export class Corruption extends Error {
  /**
   * @param file The file, with the place in it where that helps.
   * @param expected What should be there.
   * @param found What is there.
   */
  constructor(file: string, expected: string, found: string) {
    super(`${file}: expected ${expected}, found ${found}`);
    this.name = "Corruption";
  }
}

/**
 * Refuses labels that name no class.
 *
 * @param file The file the labels are from.
 * @param labels One label per example.
 * @param classes How many classes there are.
 * @throws {Corruption} If a label is not an integer in `[0, classes)`.
 */
export function checkLabels(file: string, labels: ArrayLike<number>, classes: number): void {
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!;
    if (!(Number.isInteger(label) && label >= 0 && label < classes)) {
      throw new Corruption(`${file}, label ${i}`, `an integer from 0 to ${classes - 1}`, String(label));
    }
  }
}
