export { custom } from "./custom.ts";
export { edm } from "./edm.ts";
export { karras } from "./karras.ts";
export { logSnr } from "./log_snr.ts";
export { quadratic } from "./quadratic.ts";
export { shift } from "./shift.ts";
export { uniform } from "./uniform.ts";
