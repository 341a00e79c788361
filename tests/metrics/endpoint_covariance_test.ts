import { endpointCovariance } from "../../lib/metrics/endpoint_covariance.ts";
import { linear } from "../../lib/paths/linear.ts";
import { assertClose, assertEquals } from "../support/assert.ts";
import { normals32 } from "../support/draws.ts";
import { gaussianField } from "../support/gaussian_field.ts";
import { fakeContext } from "./fake_context.ts";

const COUNT = 4000;
const x0 = normals32(2 * COUNT, "x0");

/** What the metric finds of samples that go with the source samples. */
async function measured(samples: Float32Array) {
  const context = fakeContext({
    shape: [2],
    field: gaussianField(linear.create({})),
    source: x0,
    reference: x0,
    samples,
  });
  return await endpointCovariance.create({ count: COUNT }).evaluate(context);
}

Deno.test("the covariance of a deterministic map to a spread of a half is a half, and of new noise nothing", async () => {
  const { value, details } = await measured(x0.map((x) => 1 + x / 2));
  // Four standard errors: products of 4000 pairs of normal numbers, averaged over two coordinates.
  assertClose(value!, 0.5, 4 * details!["standardError"]!);
  assertClose(details!["standardError"]!, 0.5 * Math.sqrt(2 / (2 * COUNT)), 1e-3);
  const other = await measured(normals32(2 * COUNT, "x1"));
  assertClose(other.value!, 0, 4 * other.details!["standardError"]!);
});

Deno.test("mean and spread are those of the samples", async () => {
  const { details } = await measured(Float32Array.from(x0, (_, e) => e < COUNT ? 2 : 4));
  assertEquals([details!["mean"], details!["spread"]], [3, 1]);
});
