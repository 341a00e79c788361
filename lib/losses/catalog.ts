export { meanSquare } from "./mean_square.ts";
export { pseudoHuber } from "./pseudo_huber.ts";
