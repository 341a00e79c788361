import { scalingChart } from "../../lib/benchmarks/scaling_chart.ts";
import { assertEquals, assertTrue } from "../support/assert.ts";
import { allowed } from "../support/permissions.ts";

const rows = [16, 32, 64].map((batch) => ({ batch, step_ms: 5 + batch, peak_rss_mb: 300 - batch }));

Deno.test({
  name: "time and memory are drawn one below the other, each with both straight lines",
  ignore: !allowed("read", "env"),
  async fn() {
    const svg = await scalingChart("toy", rows);
    assertEquals(await scalingChart("toy", rows), svg);
    for (const text of ["toy: time of a training step", "toy: peak memory of the process"]) {
      assertTrue(svg.includes(text), text);
    }
    assertEquals(svg.split("in proportion to 16").length - 1, 2);
    assertTrue(svg.includes("5.00 + 1.00 per example") && svg.includes("300 − 1.00 per example"), svg);
    assertEquals([...svg.matchAll(/<svg [^>]*y="(\d+)"/g)].map(([, y]) => y), ["0", "400"]);
    assertTrue(/^<svg [^>]*height="800"/.test(svg));
    assertEquals(svg.split("<svg").length, svg.split("</svg>").length);
  },
});
