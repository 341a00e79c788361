import { Failure } from "../../failure.ts";
import type { Arrays } from "../engine.ts";
import { FREE } from "./cost.ts";
import type { Graph } from "./graph.ts";
import { modelFile } from "./model_file.ts";
import { loadRuntime } from "./session.ts";

/** How a program is run to be profiled. */
export interface ProfileOptions {
  /** Threads within one operation. */
  readonly threads: number;
  /** How often it is run besides the first time, which does not count. */
  readonly repetitions: number;
  /** What the name of the file begins with, a folder included; the runtime adds the time and `.json`. */
  readonly filePrefix: string;
}

/** What all operations of one kind took in a run of a program. */
export interface OperatorTime {
  /** The operator; of a convolution also its window, and whether every channel is a group of its own. */
  readonly operator: string;
  /** How many operations there are. */
  readonly nodes: number;
  /** The time of all together, in milliseconds. */
  readonly ms: number;
  /** The bytes that go in and out of all together; none of reshapes. */
  readonly bytes: number;
}

/** An entry of the runtime's file. */
interface Event {
  readonly cat: string;
  readonly name: string;
  /** Microseconds. */
  readonly dur: number;
  readonly args: {
    readonly op_name?: string;
    readonly activation_size?: string;
    readonly parameter_size?: string;
    readonly output_size?: string;
    /** For every input that is there, its shape by the name of its type. */
    readonly input_type_shape?: readonly Readonly<Record<string, readonly number[]>>[];
  };
}

/**
 * Runs a program several times while the runtime writes down what each operation takes.
 *
 * @param graph The program.
 * @param inputs One array for every input.
 * @param options Threads, repetitions, and where the file goes.
 * @returns When the file is written, to be read by {@linkcode operatorTimes}.
 * @throws {Failure} If the runtime refuses the model.
 */
export async function profile(graph: Graph, inputs: Arrays, options: ProfileOptions): Promise<void> {
  const { InferenceSession, Tensor } = await loadRuntime();
  const session = await InferenceSession.create(modelFile(graph), {
    intraOpNumThreads: options.threads,
    interOpNumThreads: 1,
    graphOptimizationLevel: "all",
    logSeverityLevel: 3,
    enableProfiling: true,
    profileFilePrefix: options.filePrefix,
  }).catch((error: Error) => {
    throw new Failure(`ONNX Runtime refused the compiled program: ${error.message}`);
  });
  const feeds = Object.fromEntries(
    graph.inputs.map(({ name, shape }) => [name, new Tensor("float32", inputs[name]!, shape)]),
  );
  for (let run = 0; run <= options.repetitions; run++) await session.run(feeds);
  session.endProfiling();
  await session.release();
}

/**
 * Adds up what the runtime wrote down, by operator.
 *
 * The first run does not count, and of the others the median does: the memory may still grow in the second one.
 *
 * @param text The file that {@linkcode profile} had written.
 * @returns The operators of a run, the slowest first.
 */
export function operatorTimes(text: string): OperatorTime[] {
  const events = JSON.parse(text) as readonly Event[];
  const runs = events.filter(({ name }) => name === "model_run").length - 1;
  const found = new Map<string, { nodes: number; bytes: number; times: number[] }>();
  let run = -1;
  for (const { cat, name, dur, args } of events) {
    if (name === "model_run") run++;
    if (cat !== "Node" || args.op_name === undefined || run < 0) continue;
    const operator = labelOf(args);
    const sum = found.get(operator) ?? { nodes: 0, bytes: 0, times: Array<number>(runs).fill(0) };
    const sizes = FREE.includes(operator)
      ? []
      : [args.activation_size, args.parameter_size, args.output_size];
    sum.nodes++;
    sum.bytes += sizes.reduce((total, size) => total + Number(size ?? 0), 0);
    sum.times[run]! += dur / 1000;
    found.set(operator, sum);
  }
  return [...found].map(([operator, { nodes, bytes, times }]) => ({
    operator,
    nodes: nodes / runs,
    ms: times.toSorted((a, b) => a - b)[runs >> 1]!,
    bytes: bytes / runs,
  })).sort((a, b) => b.ms - a.ms);
}

/** What an operation is called: convolutions of different windows are different work. */
function labelOf({ op_name: op, input_type_shape: inputs = [] }: Event["args"]): string {
  const filters = Object.values(inputs[1] ?? {})[0];
  if (!op!.includes("Conv") || filters?.length !== 4) return op!;
  const [, inner, height, width] = filters;
  const channels = Object.values(inputs[0] ?? {})[0]?.[1];
  return `${op} ${height}×${width}${inner === 1 && channels !== 1 ? " per channel" : ""}`;
}
