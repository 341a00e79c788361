import { Failure } from "../failure.ts";

/** One entry of a table. */
export interface Field {
  /** What it says, without quotes and the spaces around it. */
  readonly text: string;
  /** Where it begins in its line, counted from 1. */
  readonly column: number;
}

/** One line of a table. */
export interface Row {
  /** Its number in the file, from 1. */
  readonly line: number;
  /** What is between its commas, at least one field. */
  readonly fields: readonly Field[];
}

/** A field in double quotes, in which two of them stand for one, or one without; then a comma or the end. */
const FIELD = /[ \t]*(?:"((?:[^"]|"")*)"[ \t]*|([^",]*))(,|$)/y;

/**
 * Reads comma-separated values line by line; blank lines and lines that begin with `#` are passed over.
 *
 * @param file The file's name, for messages.
 * @param text The file. A field ends with its line, so quotes do not go over several.
 * @throws {Failure} If quotes are not closed, or something comes before or after them; the message has the place.
 * @see RFC 4180, section 2
 */
export function* csvRows(file: string, text: string): Generator<Row> {
  let line = 0;
  for (const content of linesOf(text)) {
    line++;
    if (content.trim() !== "" && !content.startsWith("#")) {
      yield { line, fields: fieldsOf(`${file}:${line}`, content) };
    }
  }
}

/** The lines of a text one by one, since a list of all of them can be larger than the text. */
function* linesOf(text: string): Generator<string> {
  for (let start = 0; start < text.length;) {
    const newline = text.indexOf("\n", start);
    const end = newline < 0 ? text.length : newline;
    yield text.slice(start, text[end - 1] === "\r" && end > start ? end - 1 : end);
    start = end + 1;
  }
}

function fieldsOf(place: string, content: string): Field[] {
  const fields: Field[] = [];
  for (let at = 0;;) {
    FIELD.lastIndex = at;
    const match = FIELD.exec(content);
    if (match === null) {
      throw new Failure(
        `${place}:${at + 1}: expected a field or a whole field in quotes, found ${
          JSON.stringify(content.slice(at))
        }`,
        2,
      );
    }
    const [whole, quoted, plain, separator] = match;
    const column = at + 1 + whole.length - whole.trimStart().length;
    fields.push({ text: quoted === undefined ? plain!.trim() : quoted.replaceAll('""', '"'), column });
    if (separator === "") return fields;
    at += whole.length;
  }
}
