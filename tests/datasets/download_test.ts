import { Corruption } from "../../lib/datasets/corruption.ts";
import { download, type DownloadOptions } from "../../lib/datasets/download.ts";
import { Failure } from "../../lib/failure.ts";
import { type Progress, silent } from "../../lib/logger.ts";
import { assertEquals, assertFails, assertTrue } from "../support/assert.ts";
import { allowed } from "../support/permissions.ts";

const URL = "https://example.org/data.tar.gz";
const answer = (response: Response) => ({ logger: silent, request: () => Promise.resolve(response) });

Deno.test("download() returns the bytes and reports megabytes", async () => {
  const seen: Progress[] = [];
  const body = new Uint8Array(2_500_000).fill(3);
  const bytes = await download(URL, {
    logger: { ...silent, progress: (progress) => seen.push(progress) },
    request: () => Promise.resolve(new Response(body, { headers: { "content-length": `${body.length}` } })),
  });
  assertEquals(bytes, body);
  assertEquals(seen.at(-1), { stage: "download", done: 2.5, total: 2.5, unit: "MB" });
});

Deno.test("download() takes a body that is shorter than announced for corrupt", async () => {
  const response = new Response(new Uint8Array(99), { headers: { "content-length": "100" } });
  const error = await assertFails(
    () => download(URL, answer(response)),
    `${URL}: expected 100 bytes, found 99`,
  );
  assertTrue(error instanceof Corruption);
});

Deno.test("download() fails with the status when the server has no such file", async () => {
  const response = new Response("gone", { status: 404, statusText: "Not Found" });
  const error = await assertFails(
    () => download(URL, answer(response)),
    `${URL} cannot be downloaded: the server answers 404 Not Found`,
  );
  assertTrue(error instanceof Failure && error.exitCode === 1);
});

Deno.test("download() says why the network failed, not only that it did", async () => {
  const request = () => Promise.reject(new TypeError("fetch failed", { cause: new Error("no such host") }));
  const error = await assertFails(() => download(URL, { logger: silent, request }), "no such host");
  assertTrue(error instanceof Failure);
});

/** Downloads from a server on this machine; what it waits for comes when the download is over. */
async function downloadFrom(
  handler: (over: Promise<void>) => Response | Promise<Response>,
  options: Partial<DownloadOptions>,
): Promise<Uint8Array> {
  const { promise: over, resolve } = Promise.withResolvers<void>();
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, () => handler(over));
  try {
    return await download(`http://127.0.0.1:${server.addr.port}/`, { logger: silent, ...options });
  } finally {
    resolve();
    await server.shutdown();
  }
}

Deno.test({
  name: "download() gives up on a server that does not answer",
  ignore: !allowed("net"),
  async fn() {
    await assertFails(
      () => downloadFrom((over) => over.then(() => new Response()), { connectSeconds: 0.05 }),
      "nothing came for 0.05 s",
    );
  },
});

Deno.test({
  name: "download() gives up on a server that stops in the middle",
  ignore: !allowed("net"),
  async fn() {
    const half = () =>
      new Response(new ReadableStream({ start: (body) => body.enqueue(new Uint8Array(10)) }));
    await assertFails(() => downloadFrom(half, { stallSeconds: 0.05 }), "nothing came for 0.05 s");
  },
});

Deno.test({
  name: "download() ends when it is told to",
  ignore: !allowed("net"),
  async fn() {
    const stop = new AbortController();
    const half = () =>
      new Response(new ReadableStream({ start: (body) => body.enqueue(new Uint8Array(10)) }));
    const begun = { ...silent, progress: () => stop.abort(new Error("enough")) };
    await assertFails(() => downloadFrom(half, { logger: begun, signal: stop.signal }), "enough");
  },
});
