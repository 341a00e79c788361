import { catalogs } from "../../lib/catalogs.ts";
import { build } from "../../lib/component.ts";
import { createBreather } from "../../lib/engines/breather.ts";
import * as tf from "../../lib/tensor/tf.ts";
import { assertTrue } from "../support/assert.ts";
import { allowed } from "../support/permissions.ts";

Deno.test("a loop that breathes lets others have their turn, and waits rarely", async () => {
  const breathe = createBreather();
  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  for (let i = 0; i < 50; i++) {
    for (const end = performance.now() + 10; performance.now() < end;);
    await breathe();
  }
  clearInterval(timer);
  // 500 ms hold five pauses, one for each tenth of a second; fewer calls than that fit on no machine.
  assertTrue(turns >= 4 && turns < 50, `${turns} turns`);
});

// The sides of matrices whose product takes an engine some hundredths of a second, so that ten hold several pauses.
for (
  const { name, options, side } of [
    { name: "eager", options: { backend: "cpu" }, side: 256 },
    { name: "onnx", options: { threads: 1 }, side: 1024 },
  ]
) {
  Deno.test({
    name: `a loop over a program of the engine ${name} hears a signal within ten calls`,
    ignore: !allowed("run", ...name === "onnx" ? ["read", "env", "sys", "ffi"] as const : []) ||
      Deno.build.os === "windows",
    async fn() {
      const engine = build(catalogs.engines, { name, ...options });
      const program = await engine.compile(
        ({ a }) => ({ product: tf.matMul(tf.matMul(tf.matMul(a!, a!), a!), a!) }),
        { inputs: { a: [side, side] } },
      );
      const a = new Float32Array(side * side);
      let heard = false;
      const listener = (): void => void (heard = true);
      Deno.addSignalListener("SIGUSR2", listener);
      try {
        // In the middle of the loop, as Ctrl-C comes: what is sent before it begins is heard in any case.
        for (let call = 0; call < 13 && !heard; call++) {
          if (call === 3) Deno.kill(Deno.pid, "SIGUSR2");
          await program.run({ a });
        }
      } finally {
        Deno.removeSignalListener("SIGUSR2", listener);
        await program.dispose();
      }
      assertTrue(heard, "the signal was not heard");
    },
  });
}
