export { empiricalOracle } from "./empirical_oracle.ts";
export { gaussianOracle } from "./gaussian_oracle.ts";
export { mixtureOracle } from "./mixture_oracle.ts";
export { mlp } from "./mlp.ts";
export { plainCnn } from "./plain_cnn.ts";
export { plainUnet } from "./plain_unet.ts";
export { schrodingerBridgeOracle } from "./schrodinger_bridge_oracle.ts";
