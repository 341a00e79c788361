export { brownianBridge } from "./brownian_bridge.ts";
export { constant } from "./constant.ts";
export { none } from "./none.ts";
export { parabola } from "./parabola.ts";
export { sineSquared } from "./sine_squared.ts";
