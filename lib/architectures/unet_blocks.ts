import { attentionBlock, type AttentionBlockOptions } from "../layers/attention_block.ts";
import type { ConditionedLayer } from "../layers/conditioned_layer.ts";
import { conditionedSequential } from "../layers/conditioned_sequential.ts";
import { conv2d } from "../layers/conv2d.ts";
import { downsample } from "../layers/downsample.ts";
import { residualBlock } from "../layers/residual_block.ts";
import { upsample } from "../layers/upsample.ts";
import type { UnetLevel } from "./unet_levels.ts";

/** What the blocks of a U-Net are made of. */
export interface UnetPlan {
  /** Channels of the image. */
  readonly colours: number;
  /** The resolutions, from the finest to the coarsest. */
  readonly levels: readonly UnetLevel[];
  /** Residual blocks of each resolution on the way down; one more on the way up. */
  readonly residualBlocks: number;
  /** How many heads the attention in the middle has. */
  readonly middleHeads: number;
  /** Numbers of the embedding of time and class. */
  readonly embedding: number;
  /** Groups of every normalisation. */
  readonly groups: number;
  /** Whether the embedding scales and shifts. */
  readonly scaleShift: boolean;
  /** How often an activation is dropped. */
  readonly dropout: number;
  /** What halves and doubles the image: convolutions, nothing that is learned, or residual blocks. */
  readonly resample: "learned" | "plain" | "residual";
  /** How an attention block's channels are laid out. */
  readonly qkvOrder: AttentionBlockOptions["qkvOrder"];
}

/** The blocks of a U-Net, each a layer, in the order in which they are applied. */
export interface UnetBlocks {
  /** The way down; the output of each goes to a block of the way up. */
  readonly input: readonly ConditionedLayer[];
  /** Between the two. */
  readonly middle: ConditionedLayer;
  /** The way up; each is given what came before, and the latest output of the way down that is left. */
  readonly output: readonly ConditionedLayer[];
}

/**
 * Lays out the way down, the middle and the way up, with the names of guided-diffusion's modules: `input_blocks.n.i`,
 * `middle_block.i` and `output_blocks.n.i`.
 *
 * @param plan What they are made of.
 * @see Dhariwal and Nichol, "Diffusion models beat GANs on image synthesis", 2021, appendix I
 */
export function unetBlocks(plan: UnetPlan): UnetBlocks {
  const { levels, residualBlocks, resample } = plan;

  const residual = (name: string, inputs: number, { channels: outputs, size }: UnetLevel) =>
    residualBlock(name, { ...plan, inputs, outputs, size });
  const attention = (name: string, { channels }: UnetLevel, heads: number) =>
    attentionBlock(name, { ...plan, channels, heads });
  /** A residual block, and attention where the level has it. */
  const stage = (name: string, inputs: number, level: UnetLevel): ConditionedLayer[] => [
    residual(`${name}.0`, inputs, level),
    ...level.heads > 0 ? [attention(`${name}.1`, level, level.heads)] : [],
  ];
  /** Takes as many channels to the size of another level. */
  const resize = (name: string, channels: number, direction: "down" | "up", size: UnetLevel["size"]) => {
    if (resample === "residual") {
      return residualBlock(name, { ...plan, inputs: channels, outputs: channels, size, resize: direction });
    }
    const layer = direction === "down" ? downsample : upsample;
    return layer(name, { channels, learned: resample === "learned" });
  };

  let width = levels[0]!.channels;
  const input: ConditionedLayer[] = [
    conv2d("input_blocks.0.0", { inputs: plan.colours, outputs: width, kernel: 3 }),
  ];
  const widths = [width];
  for (const [depth, level] of levels.entries()) {
    for (let i = 0; i < residualBlocks; i++) {
      input.push(conditionedSequential(...stage(`input_blocks.${input.length}`, width, level)));
      width = level.channels;
      widths.push(width);
    }
    const next = levels[depth + 1];
    if (next === undefined) continue;
    input.push(resize(`input_blocks.${input.length}.0`, width, "down", next.size));
    widths.push(width);
  }

  const coarsest = levels.at(-1)!;
  const middle = conditionedSequential(
    residual("middle_block.0", width, coarsest),
    attention("middle_block.1", coarsest, plan.middleHeads),
    residual("middle_block.2", width, coarsest),
  );

  const output: ConditionedLayer[] = [];
  for (const [depth, level] of [...levels.entries()].reverse()) {
    for (let i = 0; i <= residualBlocks; i++) {
      const name = `output_blocks.${output.length}`;
      const layers = stage(name, width + widths.pop()!, level);
      width = level.channels;
      const finer = levels[depth - 1];
      if (i === residualBlocks && finer !== undefined) {
        layers.push(resize(`${name}.${layers.length}`, width, "up", finer.size));
      }
      output.push(conditionedSequential(...layers));
    }
  }
  return { input, middle, output };
}
