import { z } from "zod";
import type { Component } from "../component.ts";
import { augmentation } from "./augmentation.ts";
import type { Dataset } from "./dataset.ts";
import { imageDataset, type ImageSet } from "./image_set.ts";
import { mnistOrigins } from "./mnist_origins.ts";

const options = z.strictObject({ ...augmentation });

/** MNIST as it is cached. */
export const mnistImages: ImageSet = {
  title: "MNIST",
  name: "mnist",
  shape: [28, 28, 1],
  classes: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"],
  splits: {
    train: { count: 60_000, sha256: "a454de301763d749ccfd1ebb5add77d549bcd2125320df72efaa88e014fca0f0" },
    test: { count: 10_000, sha256: "103f79bf9cce53f71a186484ee3992e7b298fffa37132ee5660752b8b02ea8e1" },
  },
  origins: mnistOrigins,
};

/** MNIST: 60000 handwritten digits for training and 10000 for testing, 28×28 pixels in grey. */
export const mnist: Component<Dataset, z.output<typeof options>> = {
  summary: "handwritten digits, 28×28 in grey",
  reference:
    'LeCun, Bottou, Bengio and Haffner, "Gradient-based learning applied to document recognition", 1998',
  options,
  create: (augmentation) => imageDataset(mnistImages, augmentation),
};
