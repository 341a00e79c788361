import { createHash } from "node:crypto";
import { cpus } from "node:os";

/** What the program knows about itself and the run. */
export interface EnvironmentFacts {
  /** The version of flowlab. */
  readonly flowlab: string;
  /** The folder of the experiment file. */
  readonly experimentFolder: string;
  /** The lock file of the dependencies. */
  readonly lockFile: string;
  /** The command line, program first. */
  readonly commandLine: readonly string[];
  /** When the run began. */
  readonly startedAt: Date;
  /** The fingerprint of every data set, by its name. */
  readonly datasets: Readonly<Record<string, string>>;
  /** What the engine says of itself. */
  readonly engine: Readonly<Record<string, string | number>>;
}

/** The state of a git work tree. */
export interface GitState {
  /** The hash of the commit that is checked out. */
  readonly commit: string;
  /** Whether files differ from that commit or are unknown to git. */
  readonly dirty: boolean;
}

/** Where and with what a run was made: the content of `environment.json`. */
export interface Environment {
  /** Versions of flowlab and of what it runs on. */
  readonly versions: {
    readonly flowlab: string;
    readonly deno: string;
    readonly v8: string;
    readonly typescript: string;
  };
  /** The machine. */
  readonly machine: {
    readonly os: string;
    readonly arch: string;
    readonly cpu: string | null;
    readonly cpuCount: number;
    readonly memoryBytes: number;
  };
  /** The work tree that the experiment is in; null without git or outside of one. */
  readonly git: GitState | null;
  /** The SHA-256 of the lock file; null if there is none. */
  readonly lockFileSha256: string | null;
  /** The fingerprint of every data set, by its name. */
  readonly datasets: Readonly<Record<string, string>>;
  /** What the engine says of itself. */
  readonly engine: Readonly<Record<string, string | number>>;
  /** The command line, program first. */
  readonly commandLine: readonly string[];
  /** When the run began, in UTC. */
  readonly startedAt: string;
}

/**
 * Describes where and with what a run is made.
 *
 * @param facts What the program knows.
 * @returns The content of `environment.json`; it holds no name of a user or host but those in the command line.
 */
export async function describeEnvironment(facts: EnvironmentFacts): Promise<Environment> {
  const processors = cpus();
  return {
    versions: { flowlab: facts.flowlab, ...Deno.version },
    machine: {
      os: Deno.build.os,
      arch: Deno.build.arch,
      cpu: processors[0]?.model ?? null,
      cpuCount: processors.length,
      memoryBytes: Deno.systemMemoryInfo().total,
    },
    git: await describeGit(facts.experimentFolder),
    lockFileSha256: await sha256(facts.lockFile),
    datasets: facts.datasets,
    engine: facts.engine,
    commandLine: facts.commandLine,
    startedAt: facts.startedAt.toISOString(),
  };
}

/**
 * Asks git for the state of the work tree that a folder is in.
 *
 * @param folder The folder.
 * @returns The state; null if git is missing or may not be run, or there is no work tree with a commit.
 */
export async function describeGit(folder: string): Promise<GitState | null> {
  const [commit, changes] = await Promise.all([
    git(folder, "rev-parse", "--verify", "HEAD"),
    git(folder, "status", "--porcelain"),
  ]);
  return commit === null || changes === null ? null : { commit: commit.trim(), dirty: changes !== "" };
}

/** What a git command prints; null if it fails or cannot be run. */
async function git(folder: string, ...command: string[]): Promise<string | null> {
  // Asked first, because running without permission would stop and ask the user.
  if ((await Deno.permissions.query({ name: "run", command: "git" })).state !== "granted") return null;
  try {
    // Without optional locks, git does not touch its index when it is only asked.
    const args = ["--no-optional-locks", "-C", folder, ...command];
    const { success, stdout } = await new Deno.Command("git", { args, stdin: "null", stderr: "null" })
      .output();
    return success ? new TextDecoder().decode(stdout) : null;
  } catch {
    return null;
  }
}

/** The SHA-256 of a file in hexadecimal; null if there is no such file. */
async function sha256(path: string): Promise<string | null> {
  try {
    return createHash("sha256").update(await Deno.readFile(path)).digest("hex");
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}
