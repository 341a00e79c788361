export { constant } from "./constant.ts";
export { cosine } from "./cosine.ts";
export { linear } from "./linear.ts";
export { warmup } from "./warmup.ts";
