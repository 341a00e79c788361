export { independent } from "./independent.ts";
export { minibatchOt } from "./minibatch_ot.ts";
export { schrodingerBridge } from "./schrodinger_bridge.ts";
