import { operatorTimes, profile } from "../../lib/engines/onnx/profile.ts";
import { blockSize } from "../../lib/engines/onnx/block_size.ts";
import { trace } from "../../lib/engines/onnx/trace.ts";
import * as tf from "../../lib/tensor/tf.ts";
import { normals32 } from "../support/draws.ts";
import { assertClose, assertEquals, assertTrue } from "../support/assert.ts";
import { allowed } from "../support/permissions.ts";

/** An operation as the runtime writes it down. */
function node(op: string, dur: number, inputs: readonly (readonly number[])[] = []): unknown {
  const sizes = { activation_size: "2000", parameter_size: "40", output_size: "1000" };
  const shapes = inputs.map((shape) => ({ float: shape }));
  return {
    cat: "Node",
    name: `${op}_kernel_time`,
    dur,
    args: { op_name: op, ...sizes, input_type_shape: shapes },
  };
}

const run = { cat: "Session", name: "model_run", dur: 0, args: {} };

Deno.test("times are added up by operator and window, the median of all runs but the first, the slowest first", () => {
  const image = [2, 64, 8, 8];
  const one = (slow: number) => [
    node("Mul", 10 * slow),
    node("Conv", 100 * slow, [image, [64, 64, 3, 3]]),
    node("Conv", 200 * slow, [image, [64, 64, 3, 3]]),
    node("Conv", 50 * slow, [image, [64, 64, 1, 1]]),
    node("Conv", 20 * slow, [image, [64, 1, 1, 1]]),
    node("Reshape", slow),
    run,
  ];
  const text = JSON.stringify([
    { cat: "Session", name: "session_initialization", dur: 9, args: {} },
    ...one(99),
    ...one(50),
    ...one(1),
    ...one(3),
  ]);
  const rows = operatorTimes(text);
  assertEquals(rows.map(({ operator, nodes, bytes }) => [operator, nodes, bytes]), [
    ["Conv 3×3", 2, 2 * 3040],
    ["Conv 1×1", 1, 3040],
    ["Conv 1×1 per channel", 1, 3040],
    ["Mul", 1, 3040],
    ["Reshape", 1, 0],
  ]);
  // the median of runs of 50, 1 and 3 times as many microseconds, and roundings in double precision
  assertClose(rows[0]!.ms, 0.9, 1e-12);
});

Deno.test({
  name: "a program that is run to be profiled tells its operators",
  ignore: !allowed("read", "write", "env", "ffi", "sys"),
  async fn() {
    const graph = trace(
      ({ x }) => ({ y: tf.softmax(tf.matMul(x!, tf.square(x!), false, true)) }),
      { inputs: { x: [4, 8] } },
      await blockSize(),
    );
    const folder = await Deno.makeTempDir({ prefix: "flowlab-" });
    try {
      const options = { threads: 1, repetitions: 2, filePrefix: `${folder}/run` };
      await profile(graph, { x: normals32(32, "profile") }, options);
      const [file] = [...Deno.readDirSync(folder)];
      const rows = operatorTimes(await Deno.readTextFile(`${folder}/${file!.name}`));
      assertEquals(rows.map(({ operator }) => operator).sort(), ["Gemm", "Mul", "Softmax"]);
      assertTrue(rows.every(({ nodes, ms }) => nodes === 1 && ms > 0));
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
