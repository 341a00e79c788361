import { readProject, violations } from "../../tasks/check_boundaries.ts";
import { assertEquals } from "../support/assert.ts";
import { allowed } from "../support/permissions.ts";

/** The violations of a small project. */
function of(files: Readonly<Record<string, string>>): string[] {
  return violations(new Map(Object.entries(files)));
}

/** A project of one room, whose component keeps every rule. */
const room = {
  "lib/component.ts": "export interface Component<T> { create(): T }",
  "lib/paths/path.ts": "export interface Path { at(t: number): number }",
  "lib/paths/linear.ts": 'import type { Component } from "../component.ts";\n' +
    'import type { Path } from "./path.ts";\n' +
    "export const linear: Component<Path> = { create: () => ({ at: (t) => t }) };",
  "lib/paths/catalog.ts": 'export { linear } from "./linear.ts";',
  "lib/catalogs.ts": 'export * as paths from "./paths/catalog.ts";',
  "mod.ts": 'export * from "./lib/catalogs.ts";',
  "tasks/run.ts": 'import { flowlab } from "./support/flowlab.ts"; console.log(await flowlab(), Deno.args);',
  "tasks/support/flowlab.ts": 'export const flowlab = () => import("../../mod.ts");',
  "tests/paths_test.ts": 'import { linear } from "../lib/paths/linear.ts"; linear.create();',
};

Deno.test("a project that keeps the rules has no violation", () => {
  assertEquals(of(room), []);
});

Deno.test("the project itself has none", { ignore: !allowed("read") }, () => {
  const files = readProject(new URL("../../", import.meta.url));
  for (const file of ["lib/component.ts", "tasks/check_boundaries.ts", "tests/support/assert.ts"]) {
    assertEquals(files.has(file), true, `${file} was not read`);
  }
  assertEquals(violations(files), []);
});

/** Each row breaks one rule: the file, its code, and what is said about it. */
const wrong: readonly (readonly [title: string, path: string, code: string, rule: string])[] = [
  [
    "a room that imports another room",
    "lib/solvers/euler.ts",
    'import { linear } from "../paths/linear.ts";',
    "1: may not import lib/paths/linear.ts",
  ],
  [
    "a room that imports the type of another room's component",
    "lib/solvers/euler.ts",
    '\nimport type { linear } from "../paths/linear.ts";',
    "2: may not import lib/paths/linear.ts",
  ],
  [
    "a path that imports the gamma's interface as a value",
    "lib/paths/linear.ts",
    'import { Gamma } from "../gammas/gamma.ts";',
    "1: may not import lib/gammas/gamma.ts except its types",
  ],
  [
    "the foundation importing a room",
    "lib/tensor/shape.ts",
    'export { linear } from "../paths/linear.ts";',
    "1: may not import lib/paths/linear.ts",
  ],
  [
    "the config importing the catalogs as values",
    "lib/config/experiment_config.ts",
    'import { paths } from "../catalogs.ts";',
    "1: may not import lib/catalogs.ts except its types",
  ],
  [
    "training that imports a concrete component",
    "lib/training/train.ts",
    'import { linear } from "../paths/linear.ts";',
    "1: may not import lib/paths/linear.ts",
  ],
  [
    "training that imports a catalog when it runs",
    "lib/training/train.ts",
    'export async function train() {\n  await import("../catalogs.ts");\n}',
    "2: may not import lib/catalogs.ts",
  ],
  [
    "lib importing the public interface",
    "lib/experiment.ts",
    'export * from "../mod.ts";',
    "1: may not import mod.ts",
  ],
  [
    "lib importing a task",
    "lib/experiment.ts",
    'import "../tasks/run.ts";',
    "1: may not import tasks/run.ts",
  ],
  [
    "lib importing a test",
    "lib/paths/cosine.ts",
    'import "../../tests/paths_test.ts";',
    "1: may not import tests/paths_test.ts",
  ],
  [
    "a task that reaches past the public interface",
    "tasks/list.ts",
    'import { linear } from "../lib/paths/linear.ts";',
    "1: may not import lib/paths/linear.ts",
  ],
  [
    "a task that loads everything before it looks at its arguments",
    "tasks/list.ts",
    'import { paths } from "../mod.ts";',
    "1: may not import mod.ts except its types",
  ],
  [
    "a file that the table does not know",
    "lib/helpers/text.ts",
    "export {};",
    "1: no row of the table of permissions names this file",
  ],
  [
    "Deno in a solver",
    "lib/solvers/euler.ts",
    "const name = `${Deno.args[0]}`;",
    "1: may not use Deno: only lib/config/, lib/datasets/, lib/checkpoints/, lib/artifacts/, lib/features/own_extractor.ts, tasks/, tests/ may",
  ],
  [
    "Deno taken apart",
    "lib/solvers/euler.ts",
    "const { args } = globalThis.Deno;",
    "1: may not use Deno: only lib/config/, lib/datasets/, lib/checkpoints/, lib/artifacts/, lib/features/own_extractor.ts, tasks/, tests/ may",
  ],
  [
    "Deno spread",
    "lib/solvers/euler.ts",
    "const args = [...Deno.args];",
    "1: may not use Deno: only lib/config/, lib/datasets/, lib/checkpoints/, lib/artifacts/, lib/features/own_extractor.ts, tasks/, tests/ may",
  ],
  [
    "files through Node's modules",
    "lib/solvers/euler.ts",
    'import { readFile } from "node:fs/promises";',
    "1: may not import node:fs/promises: only lib/config/, lib/datasets/, lib/checkpoints/, lib/artifacts/, " +
    "lib/features/own_extractor.ts, tasks/, tests/ may",
  ],
  ["console in lib", "lib/solvers/euler.ts", 'console.log("x");', "1: may not use console: only tasks/ may"],
  ["console in a test", "tests/a_test.ts", 'console.log("x");', "1: may not use console: only tasks/ may"],
  ["Math.random in lib", "lib/random/a.ts", "const x = Math.random();", "1: may not use Math.random"],
  ["Math.random in a task", "tasks/a.ts", "\n\nconst x = Math\n  .random();", "3: may not use Math.random"],
  ["Math.random in a test", "tests/a_test.ts", "const draw = Math.random;", "1: may not use Math.random"],
  [
    "onnxruntime-node outside its session",
    "lib/engines/onnx.ts",
    'await import("onnxruntime-node");',
    "1: may not import onnxruntime-node: only lib/engines/onnx/session.ts may",
  ],
  [
    "onnxruntime-node with its version",
    "lib/engines/onnx.ts",
    'await import("npm:onnxruntime-node@1.30.0/dist/x.js");',
    "1: may not import onnxruntime-node/dist/x.js: only lib/engines/onnx/session.ts may",
  ],
  [
    "onnxruntime-node imported when its session is loaded",
    "lib/engines/onnx/session.ts",
    'import * as ort from "onnxruntime-node";',
    "1: must import onnxruntime-node by a call of import(), where it is used",
  ],
  [
    "sharp imported when a file is loaded",
    "lib/artifacts/png.ts",
    'import sharp from "sharp";',
    "1: must import sharp by a call of import(), where it is used",
  ],
  [
    "TensorFlow.js outside its one import",
    "lib/layers/dense.ts",
    'import * as tf from "@tensorflow/tfjs";',
    "1: may not import @tensorflow/tfjs: only lib/tensor/tf.ts may",
  ],
  [
    "TensorFlow.js as a value beside its types",
    "lib/tensor/types.ts",
    'import { type Tensor } from "@tensorflow/tfjs";',
    "1: may not import @tensorflow/tfjs: only lib/tensor/tf.ts may",
  ],
  [
    "a part of TensorFlow.js",
    "lib/tensor/tf.ts",
    'export * from "@tensorflow/tfjs-core";',
    "1: may not import @tensorflow/tfjs-core",
  ],
  [
    "TensorFlow's GPU package outside the engines",
    "lib/tensor/tf.ts",
    'await import("npm:@tensorflow/tfjs-node-gpu@4.22.0");',
    "1: may not import @tensorflow/tfjs-node-gpu: only lib/engines/ may",
  ],
  [
    "a component that its catalog does not list",
    "lib/paths/cosine.ts",
    'import type { Component } from "../component.ts";\nexport const cosine: Component<Path, Options> = {};',
    "2: the component cosine is not listed in lib/paths/catalog.ts",
  ],
  [
    "a component in a room without a catalog",
    "lib/metrics/distance.ts",
    "export const distance: Component<Metric> = {};",
    "1: the component distance is not listed in lib/metrics/catalog.ts",
  ],
  [
    "a file that imports itself",
    "lib/random/a.ts",
    'import "./a.ts";',
    "1: imports in a circle: lib/random/a.ts → lib/random/a.ts",
  ],
];

for (const [title, path, code, rule] of wrong) {
  Deno.test(`${title}: refused with file, line and rule`, () => {
    assertEquals(of({ ...room, [path]: code }), [`${path}:${rule}`]);
  });
}

/** Each row is near one of those above, and right. */
const right: readonly (readonly [title: string, path: string, code: string])[] = [
  ["a target knows the path's interface", "lib/targets/a.ts", 'import { Path } from "../paths/path.ts";'],
  ["a path knows the gamma's type", "lib/paths/a.ts", 'import type { Gamma } from "../gammas/gamma.ts";'],
  [
    "an architecture is made of layers",
    "lib/architectures/a.ts",
    'import { dense } from "../layers/dense.ts";',
  ],
  ["training knows the interfaces", "lib/training/a.ts", 'import type { Path } from "../paths/path.ts";'],
  [
    "the config knows the catalogs' type",
    "lib/config/experiment_config.ts",
    'import type {} from "../catalogs.ts";',
  ],
  ["a task knows the types of everything", "tasks/a.ts", 'import type { paths } from "../mod.ts";'],
  ["tasks share files", "tasks/a.ts", 'import { print } from "./support/print.ts";'],
  ["types of TensorFlow.js", "lib/tensor/types.ts", 'import type * as tf from "@tensorflow/tfjs";'],
  ["TensorFlow.js itself", "lib/tensor/tf.ts", 'export * from "@tensorflow/tfjs";'],
  ["the runtime in its session", "lib/engines/onnx/session.ts", 'await import("onnxruntime-node");'],
  ["the GPU package", "lib/engines/eager.ts", 'await import("npm:@tensorflow/tfjs-node-gpu@4.22.0");'],
  ["sharp when needed", "lib/artifacts/a.ts", 'const sharp = await import("sharp");'],
  ["files where data sets are", "lib/datasets/a.ts", 'import "node:fs"; Deno.readFileSync("x");'],
  ["another's console", "lib/solvers/a.ts", "const x = { console: 1 }; logger.console.log(x.console);"],
  ["a name that begins alike", "lib/solvers/a.ts", "Math.randomize(); Denominator.console2; consoles;"],
  ["a package that begins alike", "lib/solvers/a.ts", 'import "sharpness";'],
  ["words in comments", "lib/solvers/a.ts", '// console.log(Deno)\n/* import "../paths/linear.ts" */\n'],
  ["words in strings", "lib/solvers/a.ts", "const x = 'Deno.args' + \"Math.random()\" + `console.log`;"],
  ["words in regular expressions", "lib/solvers/a.ts", 'const x = /["`/] Deno/.test(y) / 2; /"/; "Deno";'],
];

for (const [title, path, code] of right) {
  Deno.test(`${title}: allowed`, () => {
    assertEquals(of({ ...room, [path]: code }), []);
  });
}

Deno.test("a circle of values is refused, and one that types close is not", () => {
  const a = 'export { b } from "./b.ts";';
  const circle = (c: string) =>
    of({ "lib/random/a.ts": a, "lib/random/b.ts": '\nimport "./c.ts";', "lib/random/c.ts": c });
  assertEquals(circle('\n\nimport { a } from "./a.ts";'), [
    "lib/random/c.ts:3: imports in a circle: lib/random/a.ts → lib/random/b.ts → lib/random/c.ts → lib/random/a.ts",
  ]);
  assertEquals(circle('\n\nimport type { A } from "./a.ts";'), []);
});

Deno.test("a component listed under the name of another file is not listed", () => {
  const catalog = 'export { linear } from "./path.ts";';
  assertEquals(of({ ...room, "lib/paths/catalog.ts": catalog }), [
    "lib/paths/linear.ts:3: the component linear is not listed in lib/paths/catalog.ts",
  ]);
});

Deno.test("all violations are named at once, in the order of the files", () => {
  const bad = 'console.log(Math.random());\nimport "../paths/linear.ts";';
  assertEquals(of({ ...room, "lib/solvers/b.ts": bad, "lib/solvers/a.ts": bad }), [
    "lib/solvers/a.ts:2: may not import lib/paths/linear.ts",
    "lib/solvers/a.ts:1: may not use console: only tasks/ may",
    "lib/solvers/a.ts:1: may not use Math.random",
    "lib/solvers/b.ts:2: may not import lib/paths/linear.ts",
    "lib/solvers/b.ts:1: may not use console: only tasks/ may",
    "lib/solvers/b.ts:1: may not use Math.random",
  ]);
});

Deno.test("the command prints the violations and ends with 1, or says ok and ends with 0", {
  ignore: !allowed("read", "run"),
}, async () => {
  const script = new URL("../../tasks/check_boundaries.ts", import.meta.url);
  const expected = violations(readProject(new URL("../../", import.meta.url)));
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--allow-read", script.href],
  }).output();
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  if (expected.length === 0) {
    assertEquals(code, 0, decode(stderr));
    assertEquals(/^ok: \d+ files keep the import boundaries\n$/.test(decode(stdout)), true);
  } else {
    assertEquals([code, decode(stderr)], [1, `${expected.join("\n")}\n`]);
  }
});
