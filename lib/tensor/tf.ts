/**
 * The only import of TensorFlow.js.
 *
 * `@tensorflow/tfjs-core` alone registers no gradients under Deno; the whole package does, once, on import. The
 * plain JavaScript backend is made current, so that there is always one to come back to, and production mode
 * keeps it from recommending other packages on the user's terminal.
 *
 * @module
 */
import { enableProdMode, setBackend } from "@tensorflow/tfjs";

export * from "@tensorflow/tfjs";

enableProdMode();
await setBackend("cpu");
