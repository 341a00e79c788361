import { Corruption } from "../../lib/datasets/corruption.ts";
import { checkIntegrity, fetchNpmTarball, tarballName } from "../../lib/datasets/npm_tarball.ts";
import { Failure } from "../../lib/failure.ts";
import { assertEquals, assertFails, assertTrue } from "../support/assert.ts";
import { allowed } from "../support/permissions.ts";
import { withFolder } from "./fake_set.ts";

const WANTED = { name: "some-set", version: "1.2.3", integrity: "sha512-never" };

Deno.test("tarballName() is the name that npm pack gives", () => {
  assertEquals(tarballName(WANTED), "some-set-1.2.3.tgz");
});

Deno.test("checkIntegrity() takes the SHA-512 of the bytes, in base64, and nothing else", async () => {
  // The SHA-512 of "abc" in FIPS 180-4, appendix C.1.
  const abc =
    "sha512-3a81oZNherrMQXNJriBBMRLm+k6JqX6iCp7u5ktV05ohkpkqJ0/BqDa6PCOj/uu9RU1EI2Q86A4qmslPpUyknw==";
  checkIntegrity("f", new TextEncoder().encode("abc"), abc);
  const error = await assertFails(
    () => checkIntegrity("f", new TextEncoder().encode("abd"), abc),
    `f: expected ${abc}`,
  );
  assertTrue(error instanceof Corruption);
});

Deno.test({
  name: "fetchNpmTarball() says so when there is no npm",
  ignore: !allowed("read", "write", "run"),
  fn: () =>
    withFolder(async (folder) => {
      const error = await assertFails(
        () => fetchNpmTarball(WANTED, folder, { program: "there-is-no-such-npm" }),
        "npm package some-set@1.2.3 cannot be fetched: npm is not on the PATH",
      );
      assertTrue(error instanceof Failure && error.exitCode === 1);
    }),
});

Deno.test({
  name: "fetchNpmTarball() says so when npm fails",
  ignore: !allowed("read", "write", "run"),
  fn: () =>
    withFolder(async (folder) => {
      // Deno itself stands in for an npm that refuses its arguments.
      const error = await assertFails(
        () => fetchNpmTarball(WANTED, folder, { program: Deno.execPath() }),
        "npm package some-set@1.2.3 cannot be fetched: ",
      );
      assertTrue(error instanceof Failure && !error.message.includes("PATH"));
    }),
});
