export { data } from "./data.ts";
export { diffusionVelocity } from "./diffusion_velocity.ts";
export { displacementOverTime } from "./displacement_over_time.ts";
export { noise } from "./noise.ts";
export { score } from "./score.ts";
export { velocity } from "./velocity.ts";
export { velocityAndScore } from "./velocity_and_score.ts";
