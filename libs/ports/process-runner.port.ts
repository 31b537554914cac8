/**
 * Runs other people's commands for `cmd:` stages.
 *
 * Promises: runs them through the shell as DVC does; on abort the command ends with every process it started;
 * commands that outlive a killed run are ended by the next one (`reap`).
 */
export interface CommandCall {
  command: string;
  /** Absolute. */
  cwd: string;
  /** Added to the environment of this process. */
  environment: Record<string, string>;
  /** Absolute path of a file that all output is appended to. */
  log: string;
  signal: AbortSignal;
  onLine(line: string): void;
}

export interface CommandResult {
  exitCode: number | null;
  /** Name of the signal that ended it, null where it ended by itself. */
  signal: string | null;
  /** The last lines it wrote, for the error message. */
  tail: string[];
}

export abstract class ProcessRunner {
  abstract run(call: CommandCall): Promise<CommandResult>;
  /** Ends what commands of killed runs, and the programs that read pages for them, are still doing. Only under the workspace's mutex. */
  abstract reap(): Promise<void>;
}
