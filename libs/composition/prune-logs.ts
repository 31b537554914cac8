/** Keeps the output of commands from filling the disk: that of the latest runs stays. */
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Enough for a week of work; what failed is mended by then. */
const RUNS_KEPT = 50;

/** @param directory of logs, named `<stage>-<run>.log`; runs are named by their time */
export function pruneLogs(directory: string): void {
  let names: string[];
  try {
    names = readdirSync(directory);
  } catch {
    return;
  }
  const runOf = (name: string) => /-(\d{14}-[0-9a-f]{6})\.log$/.exec(name)?.[1];
  const runs = [...new Set(names.flatMap((name) => runOf(name) ?? []))].sort();
  const old = new Set(runs.slice(0, -RUNS_KEPT));
  for (const name of names) if (old.has(runOf(name) ?? '')) rmSync(join(directory, name), { force: true });
}
