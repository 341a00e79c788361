import { csvRows } from "../../lib/datasets/csv.ts";
import { readCsvPoints } from "../../lib/datasets/csv_points.ts";
import { Failure } from "../../lib/failure.ts";
import { assertEquals, assertFails, assertTrue } from "../support/assert.ts";

const rows = (text: string) =>
  [...csvRows("a.csv", text)].map(({ line, fields }) => [line, ...fields.map(({ text }) => text)]);

const points = (text: string, dimensions = 2, labels?: string | number) => {
  const table = readCsvPoints("a.csv", text, dimensions, labels);
  return { values: [...table.values], labels: table.labels };
};

async function fails(fn: () => unknown, text: string): Promise<void> {
  const error = await assertFails(fn, text);
  assertTrue(error instanceof Failure && error.exitCode === 2);
}

Deno.test("csvRows() reads quoted fields, every kind of line end, and passes over blank lines and comments", () => {
  assertEquals(rows('a, b ,"c, d"\r\n\n# no row\n"say ""hi""",, "x" \n1'), [
    [1, "a", "b", "c, d"],
    [4, 'say "hi"', "", "x"],
    [5, "1"],
  ]);
  assertEquals(rows(""), []);
  assertEquals(rows("\n\r\n  \n"), []);
  assertEquals(rows("1,\n"), [[1, "1", ""]]);
});

Deno.test("csvRows() knows in which column a field begins", () => {
  const [row] = csvRows("a.csv", '1,  22,"3" , 4');
  assertEquals(row!.fields.map(({ column }) => column), [1, 5, 8, 14]);
});

Deno.test("csvRows() gives the place of quotes that are not closed, or not around the whole field", async () => {
  await fails(
    () => rows('1,2\n3,"4'),
    'a.csv:2:3: expected a field or a whole field in quotes, found "\\"4"',
  );
  await fails(() => rows('a"b",2'), "a.csv:1:1: expected a field");
  await fails(() => rows('1,"b"c'), "a.csv:1:3: expected a field");
});

Deno.test("readCsvPoints() reads numbers however they are written, with a header and without", () => {
  const values = [1, -2.5, 0.5, 3000, 1e-3, 7];
  const body = "1,-2.5\n.5,3e3\n1E-3,+7.\n";
  assertEquals(points(body), { values, labels: undefined });
  assertEquals(points(`x,y\n${body}`), { values, labels: undefined });
  assertEquals(points(`# x,y\n${body}`), { values, labels: undefined });
  assertEquals(points(",y\n1,2"), { values: [1, 2], labels: undefined });
  assertEquals(points("1\n2\n", 1).values, [1, 2]);
  assertEquals(points("x,y\n").values, []);
});

Deno.test("readCsvPoints() takes labels from any column, by its name or its number", () => {
  const expected = { values: [1, 2, 3, 4], labels: ["red", "dark blue"] };
  assertEquals(points("x,colour,y\n1,red,2\n3,dark blue,4", 2, "colour"), expected);
  assertEquals(points("x,colour,y\n1,red,2\n3,dark blue,4", 2, 2), expected);
  assertEquals(points("red,1,2\ndark blue,3,4", 2, 1), expected);
  assertEquals(points("1,2,0\n3,4,1", 2, 3), { values: [1, 2, 3, 4], labels: ["0", "1"] });
});

Deno.test("readCsvPoints() gives file, line and column of what is no finite number", async () => {
  await fails(() => points("x,y\n1,2\n3, abc"), 'a.csv:3:4: expected a number, found "abc"');
  await fails(() => points("1,2\n3,"), "a.csv:2:3: expected a number, found nothing");
  await fails(() => points("1,0x10"), 'a.csv:1:3: expected a number, found "0x10"');
  await fails(() => points(",\n1,2"), "a.csv:1:1: expected a number, found nothing");
  await fails(() => points("nan,nan\n1,2"), 'a.csv:1:1: expected a finite number, found "nan"');
  await fails(() => points("1,2\n3,-Infinity"), 'a.csv:2:3: expected a finite number, found "-Infinity"');
  await fails(() => points("1,1e39"), "a.csv:1:3: expected a number within the range of float32, found 1e39");
});

Deno.test("readCsvPoints() refuses rows of another length, tables of another width and columns that are not there", async () => {
  await fails(() => points("x,y\n1,2\n3"), "a.csv:3: expected 2 fields as in line 1, found 1");
  await fails(() => points("1,2\n3,4,5"), "a.csv:2: expected 2 fields as in line 1, found 3");
  await fails(() => points("1,2,3"), "a.csv:1: expected as many columns as dimensions says, 2, found 3");
  await fails(
    () => points("x,y\n1,2", 2, "y"),
    "a.csv:1: expected as many columns as dimensions says, 2, beside that of the labels, found 1",
  );
  await fails(() => points("1,2", 1, 3), "a.csv:1: expected a column 3 of labels, found 2 columns");
  await fails(
    () => points("x,colour\n1,2", 1, "color"),
    "a.csv:1: expected a column color of labels, found x, colour; did you mean colour?",
  );
  await fails(() => points("1,2", 1, "y"), "a.csv:1: expected a header that names a column y");
});
