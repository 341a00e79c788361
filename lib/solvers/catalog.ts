export { euler } from "./euler.ts";
export { heun } from "./heun.ts";
export { midpoint } from "./midpoint.ts";
export { rk4 } from "./rk4.ts";
