/**
 * Whether the process was started with all of these permissions; it never asks for one.
 *
 * A test that needs permissions is ignored without them, so that a bare `deno test` runs all the others.
 */
export function allowed(...names: Deno.PermissionName[]): boolean {
  return names.every((name) => Deno.permissions.querySync({ name }).state === "granted");
}
