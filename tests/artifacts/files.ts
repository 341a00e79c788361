import { allowed } from "../support/permissions.ts";

/**
 * Registers a test that works in an empty folder of its own; without permission to read and write it is ignored.
 *
 * @param name What the test shows.
 * @param fn The test; the folder is removed afterwards.
 * @param needs Other permissions without which it is ignored.
 */
export function testInFolder(
  name: string,
  fn: (folder: string) => Promise<void>,
  needs: readonly Deno.PermissionName[] = [],
): void {
  Deno.test({
    name,
    ignore: !allowed("read", "write", ...needs),
    async fn() {
      const folder = await Deno.realPath(await Deno.makeTempDir({ prefix: "flowlab-" }));
      try {
        await fn(folder);
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    },
  });
}

/** Every file, folder and link below a folder, in order. */
export function namesBelow(folder: string): string[] {
  return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) => [
    name,
    ...(isDirectory ? namesBelow(`${folder}/${name}`).map((inner) => `${name}/${inner}`) : []),
  ]).sort();
}
