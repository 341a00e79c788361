import { z } from "zod";

/**
 * The options of a component, made with zod's `z.strictObject`: fields with defaults, bounds and descriptions.
 *
 * This is the part of zod's object that flowlab's own interface names.
 */
export interface OptionsSchema<Options> {
  /** The schema of every option, by its name. */
  readonly shape: Readonly<Record<string, unknown>>;
  /**
   * Fills in defaults.
   *
   * @throws {Error} If the options are not valid.
   */
  parse(given: unknown): Options;
  /** The same without throwing. */
  safeParse(given: unknown): { readonly success: boolean };
}

/**
 * One thing that an experiment can select by name: a path, a target, a solver, a data set …
 *
 * The component owns its options, so the config schema, the error messages, `deno task list`,
 * `deno task describe` and the contract tests are all derived from it.
 */
export interface Component<T, Options = unknown> {
  /** What it is, in one line without a full stop. */
  readonly summary: string;
  /** Its defining formula in plain Unicode, where it has one. */
  readonly formula?: string;
  /** Where it comes from: authors, title, year, section, link. */
  readonly reference?: string;
  /** Its options; {@linkcode noOptions} when it has none. */
  readonly options: OptionsSchema<Options>;
  /**
   * Makes the thing itself from options that were validated against {@linkcode options}.
   *
   * @throws {RangeError} If the options contradict each other in a way that the schema cannot express.
   */
  create(options: Options): T;
}

/** All components of one kind, by the name under which a YAML file selects them. */
export type Catalog<T> = Readonly<Record<string, Component<T>>>;

/** A component as a resolved experiment names it: its name beside its options. */
export interface Choice {
  /** The component's name in its catalog. */
  readonly name: string;
  /** Its options, every default filled in. */
  readonly [option: string]: unknown;
}

/** The options of a component that has none. */
export const noOptions: OptionsSchema<Record<never, never>> = z.strictObject({});

/**
 * Creates the component that a resolved experiment chose.
 *
 * @param catalog The catalog of the choice's kind.
 * @param choice The component's name and its complete options.
 * @returns What the component's `create` returns.
 * @throws {RangeError} If the catalog has no component of that name.
 */
export function build<T>(catalog: Catalog<T>, choice: Choice): T {
  const { name, ...options } = choice;
  if (!Object.hasOwn(catalog, name)) {
    throw new RangeError(`Unknown component "${name}": expected one of ${Object.keys(catalog).join(", ")}`);
  }
  return catalog[name]!.create(options);
}
