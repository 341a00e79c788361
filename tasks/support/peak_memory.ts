/** The most memory that this process has had, in bytes: Linux keeps count, elsewhere it is what it has now. */
export function peakMemory(): number {
  if (Deno.build.os !== "linux") return Deno.memoryUsage().rss;
  const peak = /VmHWM:\s*(\d+) kB/.exec(Deno.readTextFileSync("/proc/self/status"));
  return Number(peak![1]) * 1024;
}
