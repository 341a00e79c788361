import project from "../deno.json" with { type: "json" };

/** flowlab's version. */
export const VERSION: string = project.version;

/** The lock file of flowlab's dependencies. */
export const LOCK_FILE: string = decodeURIComponent(new URL("../deno.lock", import.meta.url).pathname);
