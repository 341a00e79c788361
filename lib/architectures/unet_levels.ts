import { Failure } from "../failure.ts";

/** The options that decide how large everything in a U-Net is. */
export interface UnetSizes {
  /** What the multipliers multiply. */
  readonly channels: number;
  /** The channels of every resolution, in multiples of `channels`. */
  readonly channelMultipliers: readonly number[];
  /** Widths of the image in pixels at which attention follows every residual block. */
  readonly attentionResolutions: readonly number[];
  /** Heads of attention, if `headChannels` is 0. */
  readonly heads: number;
  /** Channels of a head, or 0. */
  readonly headChannels: number;
  /** Groups of every normalisation. */
  readonly groups: number;
}

/** One resolution of a U-Net. */
export interface UnetLevel {
  /** The height and width of the image here. */
  readonly size: readonly [height: number, width: number];
  /** Channels. */
  readonly channels: number;
  /** How many heads the attention after every residual block has; 0 for no attention. */
  readonly heads: number;
}

/**
 * The channels of every resolution, from the finest to the coarsest.
 *
 * @param sizes The options.
 * @throws {RangeError} If the groups do not divide them.
 */
export function unetWidths({ channels, channelMultipliers, groups }: UnetSizes): readonly number[] {
  return channelMultipliers.map((multiplier) => {
    const width = channels * multiplier;
    if (width % groups === 0) return width;
    throw new RangeError(
      `normalisation in ${groups} groups takes channels·channelMultipliers that are multiples of ${groups}; found ` +
        `${channels}·${multiplier} = ${width}. Choose other channels, or groups that divide them`,
    );
  });
}

/**
 * The number of heads among which attention divides its channels.
 *
 * @param sizes The options.
 * @param channels The channels.
 * @throws {Failure} If they cannot be divided so.
 */
export function unetHeads({ heads, headChannels }: UnetSizes, channels: number): number {
  const [option, divisor] = headChannels > 0 ? ["headChannels", headChannels] : ["heads", heads];
  if (channels % divisor !== 0) {
    throw new Failure(
      `architecture unet has attention on ${channels} channels: expected ${option} to divide them, found ` +
        `${divisor}`,
      2,
    );
  }
  return headChannels > 0 ? channels / headChannels : heads;
}

/**
 * The resolutions of a U-Net for an image, from the finest to the coarsest.
 *
 * @param sizes The options.
 * @param height The height of the image in pixels.
 * @param width Its width.
 * @throws {Failure} If the image cannot be halved often enough, or attention is asked for at a width that it never has.
 */
export function unetLevels(sizes: UnetSizes, height: number, width: number): readonly UnetLevel[] {
  const channels = unetWidths(sizes);
  const factor = 2 ** (channels.length - 1);
  if (height % factor !== 0 || width % factor !== 0) {
    throw new Failure(
      `architecture unet with ${channels.length} channelMultipliers halves the image ${
        channels.length - 1
      } times: ` +
        `expected sides that are multiples of ${factor}, found ${height}×${width}. Give fewer channelMultipliers, ` +
        "or use plainCnn, for images of any size",
      2,
    );
  }
  const across = channels.map((_, depth) => width / 2 ** depth);
  for (const asked of sizes.attentionResolutions) {
    if (across.includes(asked)) continue;
    throw new Failure(
      `architecture unet cannot attend at a width of ${asked} pixels: expected attentionResolutions among ` +
        `${across.join(", ")}, which the image of ${height}×${width} has here, found ${asked}`,
      2,
    );
  }
  return channels.map((channels, depth) => ({
    size: [height / 2 ** depth, across[depth]!],
    channels,
    heads: sizes.attentionResolutions.includes(across[depth]!) ? unetHeads(sizes, channels) : 0,
  }));
}
