import { askedClasses, checkClasses, classCount } from "../lib/conditioning.ts";
import { assertEquals, assertFails } from "./support/assert.ts";

const names = ["cat", "dog", "horse"];
const usual = { class: true, dropProbability: 0.1 };

Deno.test("a network is told as many classes as the data set names, or as the experiment says", async () => {
  assertEquals(classCount({ classes: names }, { ...usual, class: false }), 0);
  assertEquals(classCount({ classes: names }, usual), 3);
  assertEquals(classCount({ classes: names }, { ...usual, classes: 3 }), 3);
  assertEquals(classCount({ classes: [] }, { ...usual, classes: 5 }), 5);
  await assertFails(
    () => classCount({ classes: names }, { ...usual, classes: 4 }),
    "has 3 classes: expected that",
  );
  await assertFails(() => classCount({ classes: [] }, usual), "expected conditioning.classes, their number");
});

Deno.test("classes are asked for by number or name; without a list, all of them in order", async () => {
  assertEquals([...askedClasses(undefined, 3, names)], [0, 1, 2]);
  assertEquals([...askedClasses([2, "dog", 2], 3, names)], [2, 1, 2]);
  await assertFails(() => askedClasses([3], 3, names), "There is no class 3: expected a number from 0 to 2");
  await assertFails(
    () => askedClasses(["hors"], 3, names),
    'There is no class "hors": expected one of cat, dog, horse; did you mean horse?',
  );
  await assertFails(() => askedClasses(["x"], 3, []), "expected a number from 0 to 2");
});

Deno.test("data with another number of classes than the network's are refused", async () => {
  const examples = { size: 1, fingerprint: "", classes: names, read() {}, label: () => 0 };
  checkClasses(examples, 3);
  checkClasses(examples, 0);
  await assertFails(() => checkClasses(examples, 4), "expected conditioning.classes to be 3, found 4");
});
