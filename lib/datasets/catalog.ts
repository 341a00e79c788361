export { checkerboard } from "./checkerboard.ts";
export { cifar10 } from "./cifar10.ts";
export { eightGaussians } from "./eight_gaussians.ts";
export { gaussian } from "./gaussian.ts";
export { mnist } from "./mnist.ts";
export { moons } from "./moons.ts";
