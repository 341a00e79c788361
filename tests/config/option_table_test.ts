import { z } from "zod";
import { optionTable } from "../../lib/config/option_table.ts";
import { assertEquals } from "../support/assert.ts";
import { fake } from "./fake_catalogs.ts";

Deno.test("options are listed with type, default, bounds and meaning", () => {
  const table = optionTable(fake(z.strictObject({
    steps: z.int().min(1).max(9).default(3).describe("how many"),
    rate: z.number().gt(0).lt(1),
    mode: z.enum(["start", "end"]).default("end"),
    widths: z.array(z.int()).min(2).default([1, 2]),
    either: z.union([z.literal("auto"), z.number()]).optional(),
    inner: z.strictObject({}).prefault({}),
  })));
  assertEquals(
    table.map((
      { name, type, default: usual, bounds, description },
    ) => [name, type, usual, bounds, description]),
    [
      ["steps", "integer", "3", ">= 1, <= 9", "how many"],
      ["rate", "number", "required", "> 0, < 1", ""],
      ["mode", "start | end", '"end"', "", ""],
      ["widths", "list of integer", "[1,2]", "entries >= 2", ""],
      ["either", "auto | number", "none", "", ""],
      ["inner", "map", "{}", "", ""],
    ],
  );
});

Deno.test("a component without options has an empty table", () => {
  assertEquals(optionTable(fake(z.strictObject({}))), []);
});
