export { eager } from "./eager.ts";
export { onnx } from "./onnx.ts";
