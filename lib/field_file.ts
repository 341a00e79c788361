import { join } from "node:path";
import { isOracle } from "./architectures/architecture.ts";
import { writeAtomically } from "./checkpoints/atomic_file.ts";
import { exportModel } from "./engines/onnx/export_model.ts";
import { hasJump } from "./model.ts";
import type { Parts } from "./parts.ts";
import type { Run } from "./run.ts";
import { exportedField } from "./sampling/network_field.ts";

/**
 * Writes model.onnx, the velocity field with its weights and the experiment inside, for other programs; an oracle
 * has none, and neither has a path without tensor operations whose target needs them.
 *
 * @param parts What the experiment is made of.
 * @param weights The network's weights.
 * @param run The experiment, its folder, and who is told.
 */
export async function exportField(
  parts: Parts,
  weights: Float32Array,
  { config, directory, logger }: Run,
): Promise<void> {
  const { batchSize } = config.sampling;
  if (isOracle(parts.network)) {
    logger.info("An oracle is not a network: there is no model.onnx");
    return;
  }
  const trained = { network: parts.network, weights, shape: parts.shape, heads: parts.target.heads };
  const own = { ...parts.rules, path: undefined };
  const field = exportedField(trained, own, !hasJump({ network: parts.network, rules: own }));
  if (field === undefined) {
    logger.warn(
      `There is no model.onnx: path ${config.path.name} has no tensor operations, which the conversion of target ` +
        `${config.target.name} needs`,
    );
    return;
  }
  const metadata = { config: JSON.stringify(config) };
  const model = exportModel(field, batchSize, metadata);
  if (model.batchSize !== undefined) logger.info(`model.onnx takes batches of ${batchSize} samples`);
  await writeAtomically(join(directory.path, "model.onnx"), model.bytes);
}
