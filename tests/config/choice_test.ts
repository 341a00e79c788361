import { Failure } from "../../lib/failure.ts";
import { assertEquals, assertFails, assertTrue } from "../support/assert.ts";
import { resolve, verdicts } from "./fake_catalogs.ts";

Deno.test("the short form and the long form choose the same component", () => {
  const short = resolve("dataset: moons\npath: polynomial").config.path;
  const long = resolve("dataset: moons\npath: { name: polynomial, exponent: 2 }").config.path;
  assertEquals(short, { name: "polynomial", exponent: 2 });
  assertEquals(short, long);
});

Deno.test("an unknown component is answered with one line: the names and the nearest one", async () => {
  assertEquals(await verdicts("dataset: moons\nsampling: { solver: rk5, count: 64 }"), [
    '2:21 sampling.solver [rk5] expected one of euler, midpoint, heun, rk4; "rk5"; did you mean `rk4`?',
  ]);
  assertEquals(await verdicts("dataset: moons\nsampling: { solver: { steps: 3, name: banana } }"), [
    '2:39 sampling.solver.name [banana] expected one of euler, midpoint, heun, rk4; "banana"',
  ]);
});

Deno.test("a name that every object has is not a component", async () => {
  assertEquals(await verdicts("dataset: moons\nengine: toString"), [
    '2:9 engine [toString] expected onnx; "toString"',
  ]);
});

Deno.test("an option of another component is refused, and its owners are named", async () => {
  assertEquals(await verdicts("dataset: moons\npath: { name: linear, exponent: 3 }"), [
    "2:23 path.exponent [exponent] linear has no option `exponent`: it has no options at all; " +
    "`exponent` is an option of polynomial, curved",
  ]);
});

Deno.test("an unknown option is answered with the component's options", async () => {
  assertEquals(await verdicts("dataset: moons\nsampling:\n  solver:\n    name: rk4\n    stepz: 3"), [
    "5:5 sampling.solver.stepz [stepz] rk4 has no option `stepz`: expected one of steps, grid; " +
    "did you mean `steps`?",
  ]);
  assertEquals(await verdicts("dataset: moons\npath: { name: polynomial, colour: 3 }"), [
    "2:27 path.colour [colour] polynomial has no option `colour`: expected exponent",
  ]);
});

Deno.test("a map without a name is marked at its key", async () => {
  assertEquals(await verdicts("dataset: moons\npath:\n  exponent: 2"), [
    "2:1 path.name [path] missing key `name`: expected one of linear, polynomial, curved",
  ]);
  assertEquals(await verdicts("dataset: moons\npath: { polynomial: { exponent: 2 } }"), [
    "2:1 path.name [path] missing key `name`: expected one of linear, polynomial, curved; " +
    "did you mean `name: polynomial`, with its options beside it?",
  ]);
});

Deno.test("a short form of a component that needs options is marked itself", async () => {
  assertEquals(await verdicts("dataset: folder"), [
    "1:10 dataset.path [folder] missing key `path`: expected a string",
  ]);
});

Deno.test("what is neither a name nor a map is refused with its type", async () => {
  const rule = "expected the name of a target, velocity, or a map with its name and options";
  assertEquals(await verdicts("dataset: moons\ntarget: 3"), [`2:9 target [3] ${rule}; the number 3`]);
  assertEquals(await verdicts("dataset: moons\ntarget: [a]"), [`2:9 target [[a]] ${rule}; a list`]);
  assertEquals(await verdicts("dataset: moons\ntarget:"), [`2:8 target [] ${rule}; nothing`]);
  assertEquals(await verdicts("dataset: moons\ntarget: { name: 3 }"), [
    "2:17 target.name [3] expected velocity; the number 3",
  ]);
});

Deno.test("options are checked in depth, and every fault is one line", async () => {
  assertEquals(
    await verdicts(
      "dataset: moons\nsampling: { solver: { name: heun, steps: 0, grid: { power: x, pow: 1 } } }",
    ),
    [
      "2:42 sampling.solver.steps [0] expected at least 1; the number 0",
      '2:60 sampling.solver.grid.power [x] expected a number; the string "x"',
      "2:63 sampling.solver.grid.pow [pow] unknown key `pow`; did you mean `power`?",
    ],
  );
  assertEquals(await verdicts("dataset: moons\narchitecture: { name: mlp, channels: [8, 0.5] }"), [
    "2:42 architecture.channels[1] [0.5] expected a whole number; the number 0.5",
  ]);
  assertEquals(await verdicts("dataset: moons\narchitecture: { name: mlp, channels: [] }"), [
    "2:38 architecture.channels [[]] expected at least 1 entry; a list",
  ]);
});

Deno.test("the message shows the line, a mark under the culprit, and the verdict", async () => {
  const error = await assertFails(
    () => resolve("dataset: moons\nsampling: { solver: rk5, count: 64 }"),
    [
      "experiments/x.yaml:2:21  sampling.solver",
      "  2 | sampling: { solver: rk5, count: 64 }",
      "    |                     ^^^",
      '  expected one of euler, midpoint, heun, rk4; found "rk5"; did you mean `rk4`?',
      "",
      "1 problem in experiments/x.yaml",
    ].join("\n"),
  );
  assertTrue(error instanceof Failure && error.exitCode === 2);
});
