import { Failure } from "../failure.ts";
import type { Logger } from "../logger.ts";
import { Corruption } from "./corruption.ts";
import { reason } from "./reason.ts";

const MEGABYTE = 1e6;

/** How {@linkcode download} goes about it. */
export interface DownloadOptions {
  /** Receives the progress in MB. */
  readonly logger: Logger;
  /** Ends the download before its time. */
  readonly signal?: AbortSignal | undefined;
  /** Makes the request; the global `fetch` unless given. */
  readonly request?: (url: string, init: { signal: AbortSignal }) => Promise<Response>;
  /** How long to wait for an answer, in seconds; 10 unless given. */
  readonly connectSeconds?: number;
  /** How long to wait for more of the file, in seconds; 60 unless given. */
  readonly stallSeconds?: number;
}

/**
 * Fetches a file into memory.
 *
 * @param url Its address.
 * @param options Where progress goes, and how patient to be.
 * @returns The file.
 * @throws {Failure} If there is no answer or no more of it in time, the answer is not success, or the signal ended
 * it.
 * @throws {Corruption} If the file is shorter or longer than was announced.
 */
export async function download(
  url: string,
  { logger, signal, request = fetch, connectSeconds = 10, stallSeconds = 60 }: DownloadOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const patience = new AbortController();
  const wait = (seconds: number) =>
    setTimeout(() => patience.abort(new Error(`nothing came for ${seconds} s`)), 1000 * seconds);
  let timer = wait(connectSeconds);
  try {
    const response = await request(url, {
      signal: signal ? AbortSignal.any([patience.signal, signal]) : patience.signal,
    });
    if (!response.ok || response.body === null) {
      await response.body?.cancel();
      throw new Error(`the server answers ${response.status} ${response.statusText}`.trim());
    }
    const total = Number(response.headers.get("content-length") ?? 0);
    const chunks: Uint8Array<ArrayBuffer>[] = [];
    let done = 0;
    for await (const chunk of response.body) {
      clearTimeout(timer);
      timer = wait(stallSeconds);
      chunks.push(chunk);
      done += chunk.length;
      logger.progress({ stage: "download", done: done / MEGABYTE, total: total / MEGABYTE, unit: "MB" });
    }
    if (total > 0 && done !== total) throw new Corruption(url, `${total} bytes`, `${done}`);
    return await new Blob(chunks).bytes();
  } catch (error) {
    if (error instanceof Corruption) throw error;
    throw new Failure(`${url} cannot be downloaded: ${reason(error)}`);
  } finally {
    clearTimeout(timer);
  }
}
