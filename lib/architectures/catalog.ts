export { mlp } from "./mlp.ts";
export { plainCnn } from "./plain_cnn.ts";
export { plainUnet } from "./plain_unet.ts";
