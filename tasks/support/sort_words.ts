/** The arguments of a task that are not flags. */
export interface Words {
  /** Files or folders. */
  readonly files: readonly string[];
  /** `key.sub=value` arguments. */
  readonly changes: readonly string[];
}

/**
 * Tells files from `key.sub=value` arguments, in whatever order they come.
 *
 * @param words The arguments; a path with `=` in its name is told by a slash before, as in `./a=b.yaml`.
 */
export function sortWords(words: readonly string[]): Words {
  const isChange = (word: string): boolean => /^[^/\\]*=/.test(word);
  return { files: words.filter((word) => !isChange(word)), changes: words.filter(isChange) };
}
