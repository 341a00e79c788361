/**
 * The only import of TensorFlow.js.
 *
 * `@tensorflow/tfjs-core` alone registers no gradients under Deno; the whole package does, once, on import.
 *
 * @module
 */
export * from "@tensorflow/tfjs";
