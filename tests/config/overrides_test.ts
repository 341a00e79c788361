import { assertEquals, assertFails } from "../support/assert.ts";
import { resolve, verdicts } from "./fake_catalogs.ts";

Deno.test("an argument sets a value, which is YAML", () => {
  const { config } = resolve("dataset: moons", [
    "seed=7",
    "description=a word",
    "optimizer.learningRate=1e-4",
    "architecture.channels=[8, 16]",
    "sampling.solver={ name: rk4, steps: 5 }",
    "path=polynomial",
    "dataset={name: folder, path: a=b, flip: true}",
  ]);
  assertEquals(config.seed, 7);
  assertEquals(config.description, "a word");
  assertEquals(config.optimizer, { name: "adam", learningRate: 1e-4 });
  assertEquals(config.architecture, { name: "mlp", channels: [8, 16] });
  assertEquals(config.sampling.solver, { name: "rk4", steps: 5, grid: { power: 1 } });
  assertEquals(config.path, { name: "polynomial", exponent: 2 });
  assertEquals(config.dataset, { name: "folder", path: "a=b", flip: true });
});

Deno.test("an option of a component in its short form writes the short form out", () => {
  const text = "dataset: moons\nsampling: { solver: rk4 }";
  assertEquals(resolve(text, ["sampling.solver.steps=50"]).config.sampling.solver, {
    name: "rk4",
    steps: 50,
    grid: { power: 1 },
  });
  assertEquals(resolve(text, ["sampling.solver.grid.power=2"]).config.sampling.solver.grid, { power: 2 });
});

Deno.test("an option of a component that the file leaves out goes to the default", async () => {
  assertEquals(resolve("dataset: moons", ["sampling.solver.steps=50"]).config.sampling.solver.name, "heun");
  assertEquals(await verdicts("dataset: moons", ["path.foo=1"]), [
    "command line path.foo [foo] linear has no option `foo`: it has no options at all",
  ]);
});

Deno.test("the data set has no default to which an option could go", async () => {
  assertEquals(await verdicts("seed: 1", ["dataset.flip=true"]), [
    "command line dataset.name [dataset] missing key `name`: expected one of moons, folder",
  ]);
});

Deno.test("an argument that names another component drops the options in the file", () => {
  const text = "dataset: moons\npath: { name: curved, bend: 3 }";
  assertEquals(resolve(text, ["path=curved"]).config.path, { name: "curved", bend: 0, exponent: 1 });
  assertEquals(resolve(text, ["path.name=polynomial"]).config.path, { name: "polynomial", exponent: 2 });
  assertEquals(resolve(text, ["path.exponent=4"]).config.path, { name: "curved", bend: 3, exponent: 4 });
});

Deno.test("the order of arguments does not matter, except between values for one key", () => {
  const expected = { name: "polynomial", exponent: 3 };
  for (const name of ["path=polynomial", "path.name=polynomial"]) {
    assertEquals(resolve("dataset: moons", [name, "path.exponent=3"]).config.path, expected);
    assertEquals(resolve("dataset: moons", ["path.exponent=3", name]).config.path, expected);
  }
  assertEquals(resolve("dataset: moons", ["seed=1", "seed=2"]).config.seed, 2);
});

Deno.test("an argument replaces the file's epochs by steps, but two arguments contradict each other", async () => {
  const text = "dataset: moons\ntraining: { epochs: 3 }";
  assertEquals(resolve(text, ["training.steps=5"]).config.training.epochs, undefined);
  assertEquals(await verdicts(text, ["training.steps=5", "training.epochs=2"]), [
    "command line training.steps [steps] expected either epochs or steps; both",
  ]);
});

Deno.test("a wrong argument is blamed on the command line, with the culprit marked", async () => {
  await assertFails(
    () => resolve("dataset: moons\nsampling: { solver: rk4 }", ["sampling.solver.stepz=50"]),
    [
      "command line: sampling.solver.stepz=50",
      "                              ^^^^^",
      "  rk4 has no option `stepz`: expected one of steps, grid; did you mean `steps`?",
    ].join("\n"),
  );
  assertEquals(await verdicts("dataset: moons", ["sede=1", "seed=x", "sampling.solver=rk5"]), [
    "command line sede [sede] unknown key `sede`; did you mean `seed`?",
    'command line seed [x] expected a number; the string "x"',
    'command line sampling.solver [rk5] expected one of euler, midpoint, heun, rk4; "rk5"; did you mean `rk4`?',
  ]);
});

Deno.test("what the file lacks is still blamed on the file when an argument adds to it", async () => {
  assertEquals(await verdicts("path: { bend: 1 }", ["path.exponent=3", "seed=1"]), [
    "1:1 dataset [p] missing key `dataset`: expected one of moons, folder",
    "1:1 path.name [path] missing key `name`: expected one of linear, polynomial, curved",
  ]);
});

Deno.test("malformed arguments are refused, all at once", async () => {
  const dots = "expected keys joined by single dots before the `=`, as in sampling.count=16";
  const malformed = ["seed", "=5", "a..b=1", "seed =1", "path={", "use=x.ts"];
  assertEquals((await verdicts("dataset: moons", malformed)).toSorted(), [
    `command line  [=] ${dots}`,
    "command line  [] Flow map must end with a }",
    `command line a..b [.] ${dots}`,
    `command line seed  [seed ] ${dots}`,
    "command line seed [seed] expected key=value, as in seed=1",
    "command line use [use] `use` belongs in the file and cannot be set here",
  ]);
});

Deno.test("an argument that gives a map to a single value, or nothing at all, is refused", async () => {
  assertEquals(await verdicts("dataset: moons\nseed: 1", ["seed.x=3"]), [
    "command line seed [x] expected a number; a map",
  ]);
  assertEquals(await verdicts("dataset: moons", ["seed="]), [
    "command line seed [seed=] expected a number; nothing",
  ]);
});
