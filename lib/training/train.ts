import type { Arrays, Engine } from "../engines/engine.ts";
import { Failure } from "../failure.ts";
import type { Logger } from "../logger.ts";
import type { Schedule } from "../schedules/schedule.ts";
import type { Batch } from "./batch.ts";
import { type Averaging, renewal } from "./moving_average.ts";
import type { StepParts } from "./step.ts";
import { compileStep } from "./step_program.ts";
import type { Validation } from "./validation.ts";

/** What is trained, on what, and for how long. */
export interface Training extends StepParts, Averaging {
  /** What runs the step. */
  readonly engine: Engine;
  /** The batch of every step, from 1. */
  readonly batch: (step: number) => Batch;
  /** Steps in all. */
  readonly steps: number;
  /** How the optimizer's learning rate changes over them. */
  readonly schedule: Schedule;
  /** Examples in a step. */
  readonly batchSize: number;
  /** In how many portions of equal size a batch is worked off; they divide its size. */
  readonly accumulate: number;
  /** What measures the loss on examples that are not trained on; undefined for nothing. */
  readonly validation?: Validation | undefined;
  /** The loss is reported after every so many steps, and after the last. */
  readonly logEverySteps: number;
  /** The state is handed out after every so many steps, and after the last. */
  readonly checkpointEverySteps: number;
}

/** A training run after some step. */
export interface TrainingState {
  /** How many steps were done. */
  readonly step: number;
  /** The carried vectors, by name. */
  readonly vectors: Arrays;
}

/** How far off the network was in a step, before it learned from it. */
export interface Losses {
  /** What was minimised. */
  readonly loss: number;
  /** The mean squared error of what the network was asked for, every time weighted alike. */
  readonly squaredError: number;
  /** The mean squared error of the velocity that the target makes of it: comparable between targets. */
  readonly velocityError: number;
  /** The least that `loss` can be on average with these times; absent where it is not known. */
  readonly floor?: number;
}

/** Who is told about a training run. */
export interface TrainingObserver {
  /** Receives the losses of a step. */
  onLoss(step: number, losses: Losses): void;
  /** Receives the loss, after a step, on the examples that are not trained on. */
  onValidation?(step: number, loss: number): void;
  /** Receives the state to be kept; its vectors change when the training goes on. */
  onCheckpoint(state: TrainingState): Promise<void>;
  /** Where progress is reported. */
  readonly logger: Logger;
  /** Ends the training after the steps that are being done, which take no longer than a moment, or than one step. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Trains a network: one compiled step after the other, from any state to the last step.
 *
 * @param training What is trained.
 * @param start Where to begin; a state that was kept goes on exactly as if it had never stopped. Its vectors are worked
 * on: they change.
 * @param observer Who is told.
 * @returns The final state, or the one at which the signal ended it. It was handed to `onCheckpoint`.
 * @throws {Failure} If the loss, or a state to be kept, is no longer finite; the state is then not handed out.
 */
export async function train(
  training: Training,
  start: TrainingState,
  observer: TrainingObserver,
): Promise<TrainingState> {
  const { engine, batch, steps, schedule, optimizer, validation, logEverySteps, checkpointEverySteps } =
    training;
  const { logger, signal } = observer;
  const { vectors } = start;
  const program = await compileStep(engine, training, training.accumulate);
  const report = (done: number, values: Readonly<Record<string, number>> = {}) =>
    logger.progress({ stage: "training", done, total: steps, unit: "steps", values });
  try {
    report(start.step);
    let step = start.step;
    let kept = step;
    while (step < steps && !signal?.aborted) {
      const before = step;
      const everySteps = [logEverySteps, checkpointEverySteps, validation?.everySteps ?? steps];
      step = Math.min(
        before + program.most,
        ...everySteps.map((every) => nextMultiple(before, every)),
        steps,
      );
      let drawn: Batch;
      const { losses, errors } = await program.run(vectors, step - before, (place) => {
        const number = before + 1 + place;
        const rates = optimizer.coefficients(number, schedule.factor(number, steps));
        drawn = batch(number);
        return {
          batch: drawn.inputs,
          coefficients: Float32Array.of(renewal(number, training), ...rates),
        };
      });
      losses.forEach((loss, i) => {
        if (!Number.isFinite(loss)) throw diverged(`The loss became ${loss} in step ${before + 1 + i}`, kept);
      });
      const loss = losses.at(-1)!;
      report(step, { loss });
      if (step % logEverySteps === 0 || step === steps) {
        observer.onLoss(step, lossesOf(loss, errors, drawn!));
      }
      if (validation && (step % validation.everySteps === 0 || step === steps)) {
        observer.onValidation?.(step, await validation.measure(vectors));
      }
      if (step % checkpointEverySteps === 0 || step === steps || signal?.aborted) {
        // The loss is that of the parameters before the step, so it does not tell what the step made of them.
        const broken = Object.keys(vectors).find((name) => !vectors[name]!.every(Number.isFinite));
        if (broken !== undefined) {
          throw diverged(`The vector ${broken} is not finite after step ${step}`, kept);
        }
        await observer.onCheckpoint({ step, vectors });
        kept = step;
      }
    }
    return { step, vectors };
  } finally {
    await program.dispose();
  }
}

/** The least multiple of a number that is larger than another. */
function nextMultiple(than: number, of: number): number {
  return (Math.floor(than / of) + 1) * of;
}

/** What the errors of a batch's rows amount to. */
function lossesOf(loss: number, errors: Float32Array, { velocityShares, floor, inputs }: Batch): Losses {
  const batchSize = inputs["t"]!.length;
  return {
    loss,
    squaredError: errors.reduce((sum, error) => sum + error, 0) / batchSize,
    velocityError: errors.reduce((sum, error, row) => sum + velocityShares[row]! * error, 0),
    ...Number.isNaN(floor) ? {} : { floor },
  };
}

function diverged(finding: string, kept: number): Failure {
  const last = kept === 0
    ? "there is no checkpoint before it"
    : `the last good checkpoint is that of step ${kept}`;
  return new Failure(`${finding}; ${last}. A smaller optimizer.learningRate usually helps`);
}
