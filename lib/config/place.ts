/** A text that values come from: an experiment file, a file that it extends, or the command line. */
export interface Source {
  /** What kind of text it is. */
  readonly kind: "file" | "command line";
  /** How messages call it: the file's path as the user would write it, or `command line`. */
  readonly name: string;
  /** The file's path as it is opened; empty for the command line. */
  readonly path: string;
  /** The text's lines, without their ends. */
  readonly lines: readonly string[];
}

/** Where a key or a value stands in its source. */
export interface Place {
  /** The text. */
  readonly source: Source;
  /** The line, from 1. */
  readonly line: number;
  /** The column, from 1, in UTF-16 units. */
  readonly col: number;
  /** How many columns it takes up on that line, at least 1. */
  readonly length: number;
}

/**
 * Makes a source of a file's text.
 *
 * @param text The text; a byte order mark does not count.
 * @param path The file's path as it is opened.
 * @param name How messages call it; the path unless given.
 * @returns The source.
 */
export function fileSource(text: string, path: string, name: string = path): Source {
  return { kind: "file", name, path, lines: text.replace(/^\ufeff/, "").split(/\r\n|\n/) };
}

/**
 * Makes a source of one `key=value` argument.
 *
 * @param text The argument.
 * @returns The source.
 */
export function commandLineSource(text: string): Source {
  return { kind: "command line", name: "command line", path: "", lines: text.split("\n") };
}
