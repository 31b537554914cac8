/** Stages that failed when they were last tried: why, and where what they wrote lies; kept until a run has them well. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { writeWholeFile } from '#adapters/write-whole-file.js';
import type { StageReport } from '#contracts/pipeline-event.js';
import { logOf } from '#core/pipeline/run-whole-stage.js';
import type { Workspace } from './open-workspace.js';

const LastFailureSchema = z.object({
  run_id: z.string(),
  /** ISO 8601. */
  at: z.string(),
  code: z.string(),
  message: z.string(),
  /** From the workspace's root; absent where no command wrote anything. */
  log: z.string().optional(),
});
export type LastFailure = z.infer<typeof LastFailureSchema>;

const fileOf = ({ state }: Pick<Workspace, 'state'>): string => join(state, 'failures.json');

/** @returns by stage; none where nothing is known */
export function lastFailures(workspace: Pick<Workspace, 'state'>): Map<string, LastFailure> {
  try {
    const content = JSON.parse(readFileSync(fileOf(workspace), 'utf8'));
    return new Map(Object.entries(z.record(z.string(), LastFailureSchema).parse(content)));
  } catch {
    return new Map();
  }
}

/** Only under the workspace's mutex. What was skipped is as it was. */
export function noteFailures(workspace: Workspace, runId: string, reports: readonly StageReport[]): void {
  const failures = lastFailures(workspace);
  const before = JSON.stringify([...failures]);
  for (const { name, state, error } of reports) {
    if (state === 'skipped') continue;
    failures.delete(name);
    if (error === undefined) continue;
    const log = logOf(name, runId);
    failures.set(name, {
      ...{ run_id: runId, at: new Date().toISOString(), code: error.code, message: error.message },
      ...(existsSync(workspace.files.absolute(log)) && { log }),
    });
  }
  if (JSON.stringify([...failures]) === before) return;
  try {
    const text = `${JSON.stringify(Object.fromEntries(failures), null, 2)}\n`;
    writeWholeFile(fileOf(workspace), text, workspace.scratch);
  } catch {
    // A full disk, which the run itself has told.
  }
}
