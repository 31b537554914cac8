/** A workspace without a model gets one: from its own documents, or from the bundled samples where it has none. */
import { join } from 'node:path';
import { ChosenModel } from '#composition/models/chosen-model.js';
import { modelDirectory } from '#composition/open-classifier.js';
import type { Workspace } from '#composition/open-workspace.js';
import { copySampleDocuments } from '#composition/sample-documents.js';
import { DomainError } from '#contracts/domain-error.js';
import type { RunRecord } from '#contracts/run-record.schema.js';
import type { Log } from '../observability/log.js';
import type { LocalRuns } from './local-runs.js';

/** @returns the run that makes it; null where a model is there */
export async function beginFirstModel(
  workspace: Workspace,
  runs: LocalRuns,
  log: Log,
): Promise<RunRecord | null> {
  if (await hasModel(workspace)) return null;
  return runs.start({}, 'There is no model yet.', async () => {
    const copied = await copySampleDocuments(join(workspace.directory, 'data', 'raw'));
    if (copied === 0) return;
    log.warn(
      { copied },
      `This workspace has no documents: ${copied} invented samples were copied to data/raw. Replace them by your own and train again.`,
    );
  });
}

/** A folder that a kill left without its last file is none; a damaged model is one, for a person to look at. */
async function hasModel(workspace: Workspace): Promise<boolean> {
  try {
    await new ChosenModel(workspace, await modelDirectory(workspace)).current();
    return true;
  } catch (error) {
    if (error instanceof DomainError && error.code === 'model/missing') return false;
    if (error instanceof DomainError) return true;
    throw error;
  }
}
