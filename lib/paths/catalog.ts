export { linear } from "./linear.ts";
