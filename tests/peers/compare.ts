import { fileURLToPath } from "node:url";
import { Failure } from "../../lib/failure.ts";
import { main } from "../../tasks/support/main.ts";
import { misuse } from "../../tasks/support/misuse.ts";
import { print, printError } from "../../tasks/support/print.ts";
import { type Compared, ratioTable, type Said } from "./ratio_table.ts";

/** A workload's twin in PyTorch: how its program is called, and in which memory formats it is measured. */
interface Twin {
  readonly call: readonly string[];
  /** What is measured besides the peak memory. */
  readonly actions: readonly ("step" | "forward" | "sample")[];
  /** Whether channels can come last. */
  readonly isImage: boolean;
}

const TRAINING = ["step", "forward"] as const;

/** The twins, by the workload's name. */
const twins: Readonly<Record<string, Twin>> = {
  toy: { call: ["demos.py", "toy"], actions: TRAINING, isImage: false },
  seed_cnn: { call: ["demos.py", "seed_cnn"], actions: TRAINING, isImage: true },
  seed_unet: { call: ["demos.py", "seed_unet"], actions: TRAINING, isImage: true },
  unet_small: { call: ["unet.py", "small"], actions: TRAINING, isImage: true },
  unet_adm: { call: ["unet.py", "adm"], actions: TRAINING, isImage: true },
  transformer_small: { call: ["transformer.py"], actions: TRAINING, isImage: false },
  sampling_cifar: { call: ["demos.py", "seed_unet"], actions: ["sample"], isImage: true },
};

const help =
  `Usage: deno run --allow-read --allow-env --allow-run tests/peers/compare.ts --python PYTHON [WORKLOAD …]

Measures flowlab and PyTorch in turn, in one sitting, and prints a Markdown table of medians and ratios; below 1 a ratio
says that flowlab takes less. PyTorch is measured in both memory formats, and the faster one counts.

  WORKLOAD         ${Object.keys(twins).join(", ")}; all unless given
  --python PYTHON  a Python that has PyTorch; python3 unless given
  --rounds N       how often both are measured, 3 unless given
  --batch N        examples per step, instead of the workload's own number`;

const flags = { python: { type: "string" }, rounds: { type: "string" }, batch: { type: "string" } } as const;

/** What PyTorch prints. */
interface PeerRow {
  readonly what: Twin["actions"][number];
  readonly parameters: number;
  readonly batch: number;
  readonly seconds: number;
  readonly peak_mb: number;
}

/** What flowlab prints. */
interface OwnRow {
  readonly parameters: number;
  readonly step_ms?: number;
  readonly sampling_ms?: number;
  readonly forward_ms?: number;
  readonly peak_rss_mb: number;
}

/** Runs a program that prints one JSON object. */
async function said<T>(program: string, args: readonly string[]): Promise<T> {
  const { success, stdout, stderr } = await new Deno.Command(program, {
    args: [...args],
    env: { PYTHONDONTWRITEBYTECODE: "1" },
  }).output();
  const text = new TextDecoder();
  if (!success) throw new Failure(`${program} ${args.join(" ")} failed: ${text.decode(stderr)}`);
  return JSON.parse(text.decode(stdout)) as T;
}

function here(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url));
}

/** What flowlab says of a workload. */
async function ours(name: string, batch: readonly string[]): Promise<OwnRow> {
  const args = ["run", "--quiet", "--allow-all", here("../../tasks/bench.ts"), name, "--json", ...batch];
  return await said<OwnRow>(Deno.execPath(), args);
}

/** What PyTorch says of it: every action in every format, and the best of the formats. */
async function theirs(
  python: string,
  { call, actions, isImage }: Twin,
  batch: readonly string[],
): Promise<PeerRow[]> {
  const [file, ...words] = call;
  const best: PeerRow[] = [];
  for (const action of actions) {
    const rows: PeerRow[] = [];
    for (const format of isImage ? [[], ["--channels-last"]] : [[]]) {
      rows.push(await said<PeerRow>(python, [here(file!), ...words, action, ...format, ...batch]));
    }
    best.push(rows.reduce((a, b) => b.seconds < a.seconds ? b : a));
  }
  return best;
}

/** The peer's rows as flowlab's are; the memory is the largest of its programs'. */
function asSaid(rows: readonly PeerRow[]): Said {
  const step = rows.find(({ what }) => what !== "forward");
  const forward = rows.find(({ what }) => what === "forward");
  return {
    ...step ? { step: 1000 * step.seconds } : {},
    ...forward ? { forward: 1000 * forward.seconds } : {},
    memory: Math.max(...rows.map(({ peak_mb }) => peak_mb)),
  };
}

/** Flowlab's row in the same terms. */
function ownSaid({ step_ms, sampling_ms, forward_ms, peak_rss_mb: memory }: OwnRow): Said {
  const step = step_ms ?? sampling_ms;
  return {
    ...step === undefined ? {} : { step },
    ...forward_ms === undefined ? {} : { forward: forward_ms },
    memory,
  };
}

/** A whole number of at least 1. */
function count(text: string | undefined, otherwise: number): number {
  const value = text === undefined ? otherwise : Number(text);
  if (Number.isInteger(value) && value >= 1) return value;
  throw misuse(`Expected a whole number, 1 or more; found "${text}"`, help);
}

await main(import.meta, { help, flags }, async ({ values, positionals }) => {
  const names = positionals.length > 0 ? positionals : Object.keys(twins);
  for (const name of names.filter((name) => !Object.hasOwn(twins, name))) {
    throw new Failure(`No twin of "${name}": expected ${Object.keys(twins).join(", ")}`, 2);
  }
  const batch = values.batch === undefined ? [] : ["--batch", `${count(values.batch, 1)}`];
  const rounds = count(values.rounds, 3);
  const compared: Compared[] = [];
  for (const name of names) {
    const [own, peer]: [Said[], Said[]] = [[], []];
    for (let round = 1; round <= rounds; round++) {
      printError(`${name}, ${round} of ${rounds}`);
      const mine = await ours(name, batch);
      const rows = await theirs(values.python ?? "python3", twins[name]!, batch);
      for (const { parameters } of rows.filter(({ parameters }) => parameters !== mine.parameters)) {
        throw new Failure(`${name} has ${mine.parameters} parameters here and ${parameters} in PyTorch`);
      }
      own.push(ownSaid(mine));
      peer.push(asSaid(rows));
    }
    compared.push({ name, ours: own, theirs: peer });
  }
  print(ratioTable(compared));
});
