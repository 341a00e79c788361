/**
 * An error that is the user's to read: its message says what was expected, what was found and what to do.
 *
 * Tasks print the message without a stack trace and leave with `exitCode`. Every other error is a defect of
 * flowlab's and keeps its stack.
 */
export class Failure extends Error {
  /** 2 when the input is wrong, 1 when something failed while running, 130 when the user interrupted. */
  readonly exitCode: 1 | 2 | 130;

  /**
   * Makes the error.
   *
   * @param message What the user reads.
   * @param exitCode The process's exit code, 1 unless given.
   */
  constructor(message: string, exitCode: 1 | 2 | 130 = 1) {
    super(message);
    this.name = "Failure";
    this.exitCode = exitCode;
  }
}
