import { z } from "zod";
import type { Component } from "../component.ts";
import { augmentation } from "./augmentation.ts";
import { cifar10Origins } from "./cifar10_origins.ts";
import type { Dataset } from "./dataset.ts";
import { imageDataset, type ImageSet } from "./image_set.ts";

const options = z.strictObject({ ...augmentation });

/** CIFAR-10 as it is cached. */
export const cifar10Images: ImageSet = {
  title: "CIFAR-10",
  name: "cifar10",
  shape: [32, 32, 3],
  classes: ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"],
  splits: {
    train: { count: 50_000, sha256: "d12c98b5c6d1c8f3ee705d14ab38dccf995510e8044d36d18154ece4e3b8060f" },
    test: { count: 10_000, sha256: "1695efc9dc931b768f20f5cb2956256bc3a12eba128a3d7f6f8a6a6910d3b57e" },
  },
  origins: cifar10Origins,
};

/** CIFAR-10: 50000 photographs for training and 10000 for testing, 32×32 pixels in colour. */
export const cifar10: Component<Dataset, z.output<typeof options>> = {
  summary: "photographs of ten kinds of things, 32×32 in colour",
  reference: 'Krizhevsky, "Learning multiple layers of features from tiny images", 2009, ' +
    "https://www.cs.toronto.edu/~kriz/cifar.html",
  options,
  create: (augmentation) => imageDataset(cifar10Images, augmentation),
};
