import { z } from "zod";
import type { Component } from "../component.ts";
import { augmentation } from "./augmentation.ts";
import type { Dataset } from "./dataset.ts";
import { currentOrigins, firstOrigins } from "./fashion_mnist_origins.ts";
import { imageDataset, type ImageSet } from "./image_set.ts";

const options = z.strictObject({
  edition: z.enum(["current", "first"]).default("current")
    .describe(
      "the data set as it is published today, or its first edition, which npm has: that one contains some " +
        "images twice, and 8 % of it are other images",
    ),
  ...augmentation,
});

const common = {
  shape: [28, 28, 1],
  classes: [
    "T-shirt/top",
    "Trouser",
    "Pullover",
    "Dress",
    "Coat",
    "Sandal",
    "Shirt",
    "Sneaker",
    "Bag",
    "Ankle boot",
  ],
} as const;

/** Both editions of Fashion-MNIST as they are cached. */
export const fashionMnistImages: Readonly<Record<"current" | "first", ImageSet>> = {
  current: {
    ...common,
    title: "Fashion-MNIST",
    name: "fashionMnist",
    splits: {
      train: { count: 60_000, sha256: "308c6213870624505959c710712dbe6debc9c2041d98fda2dccb47bcffbd3d84" },
      test: { count: 10_000, sha256: "b7f140f1222993c13e87dc8277a29fffab35bf5fa0777d972356122e7320f6c6" },
    },
    origins: currentOrigins,
  },
  first: {
    ...common,
    title: "The first edition of Fashion-MNIST",
    name: "fashionMnistFirst",
    splits: {
      train: { count: 60_000, sha256: "2bf58f29f3ebc516d9c1d32d78fb50c76eb7dc97170039d2bb520e475aaf79ad" },
      test: { count: 10_000, sha256: "745f48e39b29ec19929dce2773e7af0b6b8a9dcff96bcad82db471fcff312283" },
    },
    origins: firstOrigins,
  },
};

/**
 * Fashion-MNIST: 60000 pictures of clothes for training and 10000 for testing, 28×28 pixels in grey.
 *
 * Of the 70000 images of the first edition 54 are copies of others, ten of them in the other split; it was replaced, and
 * 5657 of its images are not in the current edition.
 */
export const fashionMnist: Component<Dataset, z.output<typeof options>> = {
  summary: "clothes and shoes, 28×28 in grey",
  reference:
    'Xiao, Rasul and Vollgraf, "Fashion-MNIST: a Novel Image Dataset for Benchmarking Machine Learning ' +
    'Algorithms", 2017, https://arxiv.org/abs/1708.07747',
  options,
  create: ({ edition, ...augmentation }) => imageDataset(fashionMnistImages[edition], augmentation),
};
