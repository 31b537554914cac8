/** A workspace without a model gets one: from its own documents, or from the bundled samples where it has none. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { modelDirectory } from '#composition/open-classifier.js';
import type { Workspace } from '#composition/open-workspace.js';
import { copySampleDocuments } from '#composition/sample-documents.js';
import type { RunRecord } from '#contracts/run-record.schema.js';
import type { Log } from '../observability/log.js';
import type { Runs } from './runs.js';

/** @returns the run that makes it; null where a model is there */
export async function beginFirstModel(workspace: Workspace, runs: Runs, log: Log): Promise<RunRecord | null> {
  if (existsSync(await modelDirectory(workspace))) return null;
  const copied = await copySampleDocuments(join(workspace.directory, 'data', 'raw'));
  if (copied > 0) {
    log.warn(
      { copied },
      `This workspace has no documents: ${copied} invented samples were copied to data/raw. Replace them by your own and train again.`,
    );
  }
  return runs.start({}, 'There is no model yet.');
}
