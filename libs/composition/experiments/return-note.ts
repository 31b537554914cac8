/** What a workspace is to be again when experiments have run in it; there is none at other times. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeWholeFile } from '#adapters/write-whole-file.js';
import { diskError } from '#contracts/disk-error.js';
import type { CodeFile } from '#contracts/experiment.schema.js';

export interface ReturnNote {
  about: string;
  pipelineFile: string;
  /** All files of the project; absent in notes of old, which had one. */
  pipelineFiles?: string[];
  /** Null: there was no such file. The lock is among them. */
  texts: Record<string, string | null>;
  /** Outputs that were as the lock has them, and come back so; others are left alone. */
  outputs: string[];
  /** Outputs that were not there; what experiments make of them goes again. */
  absent?: string[];
  /** What the running experiment wrote instead; anything else is the user's, and is kept. */
  written: Record<string, string>;
  /** What the experiment before it wrote: a kill may come when only the note is new. */
  writtenBefore?: Record<string, string>;
  /** Code that queued experiments run with otherwise, as it was. */
  code?: Record<string, CodeFile>;
  /** What they put in its place, as md5s, null where nothing; anything else is the user's. */
  codeWritten?: Record<string, (string | null)[]>;
  /** Whether the experiment's params stay in the workspace when it has run: they are the user's wish already. */
  stays?: boolean;
}

/** @param workspace its `state`: absolute path of `.docket` */
export const returnNoteOf = ({ state }: { state: string }): string =>
  join(state, 'experiments', 'return.json');

export function readReturnNote(workspace: { state: string }): ReturnNote | null {
  const path = returnNoteOf(workspace);
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as ReturnNote) : null;
}

export function saveReturnNote(workspace: { state: string; scratch: string }, note: ReturnNote): void {
  const path = returnNoteOf(workspace);
  try {
    writeWholeFile(path, JSON.stringify(note), workspace.scratch, { durable: true });
  } catch (error) {
    throw diskError(error, 'noting what the workspace is to be again', path);
  }
}
