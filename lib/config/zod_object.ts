import type { z } from "zod";
import type { OptionsSchema } from "../component.ts";

/**
 * A component's options as the zod object that they are.
 *
 * @param options Made with `z.strictObject`, as every component's are; those of a user's own module are checked
 * when the module is read.
 */
export function zodObject(options: OptionsSchema<unknown>): z.ZodObject {
  return options as unknown as z.ZodObject;
}
