import type { TrainingName } from "./summaries.ts";
import type { Workload } from "./workload.ts";

/**
 * The training steps that can be measured, by name. Shapes, sizes and optimizer are those of the demos and of the
 * experiments that their summaries name.
 */
export const workloads: Readonly<Record<TrainingName, Workload>> = {
  toy: {
    architecture: { name: "mlp", width: 64, hiddenLayers: 3, activation: "selu" },
    shape: [2],
    batchSize: 256,
    learningRate: 1e-3,
    steps: 2000,
  },
  seed_cnn: {
    architecture: { name: "plainCnn", channels: [32, 64, 32] },
    shape: [28, 28, 1],
    batchSize: 128,
    learningRate: 1e-3,
    steps: 30,
  },
  seed_unet: {
    architecture: { name: "plainUnet", channels: 64 },
    shape: [32, 32, 3],
    batchSize: 64,
    learningRate: 1e-4,
    steps: 9,
  },
  unet_small: {
    architecture: {
      name: "unet",
      channels: 64,
      channelMultipliers: [1, 2, 2],
      residualBlocks: 2,
      attentionResolutions: [16],
      headChannels: 64,
    },
    shape: [32, 32, 3],
    batchSize: 16,
    learningRate: 2e-4,
    steps: 7,
  },
  unet_adm: {
    architecture: {
      name: "unet",
      channels: 128,
      channelMultipliers: [1, 2, 2, 2],
      residualBlocks: 2,
      attentionResolutions: [16],
      headChannels: 64,
      dropout: 0.1,
    },
    shape: [32, 32, 3],
    batchSize: 16,
    learningRate: 2e-4,
    steps: 5,
  },
  transformer_small: {
    architecture: { name: "transformer", size: "S", width: 384, depth: 12, heads: 6, patchSize: 4 },
    shape: [32, 32, 3],
    batchSize: 32,
    learningRate: 1e-4,
    steps: 7,
  },
};
