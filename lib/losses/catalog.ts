export { meanSquare } from "./mean_square.ts";
