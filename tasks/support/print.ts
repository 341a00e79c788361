// deno-lint-ignore-file no-console -- the one place where flowlab prints.

/** Writes a line, or several, to the standard output. */
export function print(text: string): void {
  console.log(text);
}

/** Writes a line, or several, to the standard error output. */
export function printError(text: string): void {
  console.error(text);
}
