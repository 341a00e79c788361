import type * as tf from "@tensorflow/tfjs";

/** A tensor of TensorFlow.js: an array of numbers with a shape, on whatever engine is running. */
export type Tensor = tf.Tensor;

/** The lengths of an array's axes, outermost first; an empty shape is a single number. */
export type Shape = readonly number[];
