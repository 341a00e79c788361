export { adam } from "./adam.ts";
