/**
 * Loads flowlab, which takes longer than all else that a task does before its work.
 *
 * Call it when the arguments are known to be right, and import nothing but types from `mod.ts`: then `--help` and a
 * wrong argument are answered at once.
 *
 * @returns What `mod.ts` exports.
 */
export async function flowlab(): Promise<typeof import("../../mod.ts")> {
  // An address that is computed: one in the call Deno follows before the first line runs, and then again.
  const address = new URL("../../mod.ts", import.meta.url).href;
  return await import(address);
}
