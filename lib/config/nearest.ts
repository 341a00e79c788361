/**
 * The number of edits between two words: insertions, deletions, substitutions and swaps of neighbours.
 *
 * @param a One word.
 * @param b The other word.
 * @returns The optimal string alignment distance, 0 when the words are equal.
 * @see Damerau, "A technique for computer detection and correction of spelling errors", 1964
 */
export function editDistance(a: string, b: string): number {
  // rows[i][j] is the distance between the first i letters of a and the first j letters of b.
  const rows = Array.from({ length: a.length + 1 }, (_, i) => [i]);
  for (let j = 1; j <= b.length; j++) rows[0]![j] = j;
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      const substitution = a[i - 1] === b[j - 1] ? 0 : 1;
      let edits = Math.min(
        rows[i - 1]![j]! + 1,
        rows[i]![j - 1]! + 1,
        rows[i - 1]![j - 1]! + substitution,
      );
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        edits = Math.min(edits, rows[i - 2]![j - 2]! + 1);
      }
      rows[i]![j] = edits;
    }
  }
  return rows[a.length]![b.length]!;
}

/** Longer words are never looked up: they are not misspelt names, and the distance is quadratic. */
const LONGEST = 64;

/** A word without its capitals and separators, so that `learning_rate` is nearest to `learningRate`. */
function bare(word: string): string {
  return word.toLowerCase().replaceAll(/[-_ ]/g, "");
}

/**
 * Finds the name that a misspelt word probably means.
 *
 * Capitals, hyphens, underscores and spaces do not count. One edit is forgiven in a short word, and one more
 * for every three letters. Where no name is that near, one that contains the word will do: `unet` for
 * `plainUnet`.
 *
 * @param word What was written.
 * @param candidates The names that would have been right.
 * @returns The nearest name, the first among equals; undefined when none is near.
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const names = [...candidates];
  const written = bare(word);
  if (written === "" || written.length > LONGEST) return undefined;
  let best: string | undefined;
  let fewest = Math.max(1, Math.floor(written.length / 3)) + 1;
  for (const name of names) {
    const wanted = bare(name);
    const edits = editDistance(written, wanted);
    // Changing all letters but one makes almost any short word of any other.
    const related = edits === 0 || edits < Math.max(written.length, wanted.length) - 1;
    if (edits < fewest && related) {
      best = name;
      fewest = edits;
    }
  }
  return best ?? (written.length >= 3 ? names.find((name) => bare(name).includes(written)) : undefined);
}
