import { configDifference, parseResolved, resolvedYaml } from "../../lib/config/resolved.ts";
import { assertEquals } from "../support/assert.ts";
import { catalogs, resolve, verdicts } from "./fake_catalogs.ts";

const training = (text: string, overrides: readonly string[] = []) =>
  resolve(`dataset: moons\ntraining: { ${text} }`, overrides).config.training;

Deno.test("the moving average has a decay or a half-life, not both", async () => {
  const { emaDecay, emaHalfLife } = training("emaHalfLife: 5e5");
  assertEquals([emaDecay, emaHalfLife], [undefined, 5e5]);
  assertEquals(training("emaDecay: 0").emaDecay, 0);
  assertEquals(await verdicts("dataset: moons\ntraining: { emaDecay: 0.9, emaHalfLife: 1 }"), [
    "2:28 training.emaHalfLife [emaHalfLife] expected either emaDecay or emaHalfLife; both",
  ]);
});

Deno.test("of keys that exclude each other the upper one replaces the lower", () => {
  const average = training("emaDecay: 0.9", ["training.emaHalfLife=100"]);
  assertEquals([average.emaDecay, average.emaHalfLife], [undefined, 100]);
  const { validation } = training("validation: { fraction: 0.2, everySteps: 5 }", [
    "training.validation.examples=3",
  ]);
  assertEquals(validation, { examples: 3, everySteps: 5 });
});

Deno.test("portions divide the batch", async () => {
  assertEquals(training("batchSize: 12, accumulate: 12").accumulate, 12);
  assertEquals(await verdicts("dataset: moons\ntraining: { batchSize: 12, accumulate: 5 }"), [
    "2:40 training.accumulate [5] expected a divisor of batchSize, 12; the number 5",
  ]);
  assertEquals(await verdicts("dataset: moons\ntraining: { accumulate: 0 }"), [
    "2:25 training.accumulate [0] expected at least 1; the number 0",
  ]);
  assertEquals(await verdicts("dataset: moons", ["training.accumulate=3"]), [
    "command line training.accumulate [3] expected a divisor of batchSize, 128; the number 3",
  ]);
});

Deno.test("nothing is held out unless that is asked for, then a tenth", async () => {
  assertEquals(training("").validation, undefined);
  assertEquals(training("validation: {}").validation, { fraction: 0.1, everySteps: 200 });
  assertEquals(training("validation: { examples: 10 }").validation, { examples: 10, everySteps: 200 });
  assertEquals(await verdicts("dataset: moons\ntraining: { validation: { fraction: 0.1, examples: 3 } }"), [
    "2:42 training.validation.examples [examples] expected either fraction or examples; both",
  ]);
  assertEquals(await verdicts("dataset: moons\ntraining: { validation: { fraction: 1, evrySteps: 3 } }"), [
    "2:37 training.validation.fraction [1] expected less than 1; the number 1",
    "2:40 training.validation.evrySteps [evrySteps] unknown key `evrySteps`; did you mean `everySteps`?",
  ]);
});

Deno.test("a resolved training is read back with the same keys in the same order", () => {
  for (
    const text of [
      "",
      "steps: 3",
      "emaHalfLife: 7, validation: {}",
      "validation: { examples: 2 }, accumulate: 4",
    ]
  ) {
    const experiment = resolve(`dataset: moons\ntraining: { ${text} }`);
    const again = parseResolved(resolvedYaml(experiment), { catalogs });
    assertEquals(configDifference(experiment.config, again), []);
    // The order is part of a checkpoint's bytes, which a resumed run must repeat.
    assertEquals(JSON.stringify(again.training), JSON.stringify(experiment.config.training));
  }
});
