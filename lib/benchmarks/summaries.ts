/**
 * What can be measured, by name, in one line each: texts alone, so that a command's help need not load what they
 * describe.
 *
 * @module
 */

/** Training steps. */
export const trainingSummaries = {
  toy: "MLP 3-64-64-64-2 with SELU, batch 256: as large as the network of moons_mlp.yaml",
  seed_cnn: "the first demo's CNN, batch 128 of 28×28×1, as mnist_cnn.yaml",
  seed_unet: "the second demo's U-Net, batch 64 of 32×32×3, as cifar_unet.yaml",
  unet_small: "guided diffusion's U-Net at 64 channels, batch 16 of 32×32×3",
  unet_adm: "torchcfm's U-Net of 35.7 million parameters, batch 16 of 32×32×3, as cifar_unet_adm.yaml",
  transformer_small: "the diffusion transformer DiT-S with patches of 4×4, batch 32 of 32×32×3",
} as const;

/** Everything else. */
export const methodSummaries = {
  sampling_mnist:
    "64 digits by RK4 in 10 steps with the network of mnist_unet_conditional.yaml, fresh weights",
  sampling_cifar: "64 images by RK4 in 25 steps with the network of cifar_unet.yaml, fresh weights",
  normals: "drawing normal numbers, millions a second: one long array, images, points",
  optimal_transport: "pairing a batch by the optimal assignment, for points and for images",
  adaptive: "dopri5 on 4096 points, each with its own steps, and the part of the time spent in the network",
  filter_gradient: "the forms of a convolution's filter gradient for layers of these networks, GFLOP/s",
} as const;

/** The name of a training step that can be measured. */
export type TrainingName = keyof typeof trainingSummaries;

/** The name of anything else that can be measured. */
export type MethodName = keyof typeof methodSummaries;
