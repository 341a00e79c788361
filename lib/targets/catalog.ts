export { displacementOverTime } from "./displacement_over_time.ts";
export { velocity } from "./velocity.ts";
