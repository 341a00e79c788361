/** How far a long piece of work has come. */
export interface Progress {
  /** What is going on, in one or two words: `training`, `sampling`, `download`. */
  readonly stage: string;
  /** Units done so far. */
  readonly done: number;
  /** Units in all; 0 when it is not known. */
  readonly total: number;
  /** What a unit is called, in the plural: `steps`, `samples`, `MB`. */
  readonly unit: string;
  /** Numbers worth showing beside the progress, such as the loss. */
  readonly values?: Readonly<Record<string, number>>;
}

/**
 * Where the library reports to.
 *
 * The library never prints: a task passes a logger that writes to the terminal, and a test passes one that
 * keeps what it was told.
 */
export interface Logger {
  /** Something worth a line of its own. */
  info(message: string): void;
  /** Something that the user should look at, although work goes on. */
  warn(message: string): void;
  /** Called as often as convenient; the receiver decides how often to show it. */
  progress(progress: Progress): void;
}

/** A logger that says nothing. */
export const silent: Logger = { info() {}, warn() {}, progress() {} };

/**
 * A logger that passes everything on to several.
 *
 * @param loggers Who is told, in order.
 */
export function tee(...loggers: readonly Logger[]): Logger {
  return {
    info: (message) => loggers.forEach((logger) => logger.info(message)),
    warn: (message) => loggers.forEach((logger) => logger.warn(message)),
    progress: (progress) => loggers.forEach((logger) => logger.progress(progress)),
  };
}
