import { measureAdaptive } from "./adaptive.ts";
import { measureFilterGradient } from "./filter_gradient.ts";
import { measureNormals } from "./normals.ts";
import { measureOptimalTransport } from "./optimal_transport.ts";
import { measureSampling, sampledExperiments } from "./sampling.ts";
import type { MethodName } from "./summaries.ts";

/** Measures; times are medians in milliseconds. */
export type Measure = () => Promise<Readonly<Record<string, number>>>;

/** What can be measured besides training steps, by name. */
export const methods: Readonly<Record<MethodName, Measure>> = {
  sampling_mnist: () => measureSampling(sampledExperiments.sampling_mnist),
  sampling_cifar: () => measureSampling(sampledExperiments.sampling_cifar),
  normals: measureNormals,
  optimal_transport: measureOptimalTransport,
  adaptive: measureAdaptive,
  filter_gradient: measureFilterGradient,
};
