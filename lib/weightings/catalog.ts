export { minSnr } from "./min_snr.ts";
export { uniform } from "./uniform.ts";
export { velocityEquivalent } from "./velocity_equivalent.ts";
