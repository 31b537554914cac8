/**
 * A workspace without a model gets one from its own documents. Where it has none, only Docket's own folder is filled
 * with the bundled samples: in anybody else's archive they would lie among real documents for ever.
 */
import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { ChosenModel } from '#composition/models/chosen-model.js';
import { modelDirectory } from '#composition/open-classifier.js';
import type { Workspace } from '#composition/open-workspace.js';
import { packageDirectory } from '#composition/package-directory.js';
import { readPipeline } from '#composition/reproduce.js';
import { copySampleDocuments, hasDocuments } from '#composition/sample-documents.js';
import { DomainError } from '#contracts/domain-error.js';
import type { RunRecord } from '#contracts/run-record.schema.js';
import type { Log } from '../observability/log.js';
import type { LocalRuns } from './local-runs.js';

/** From the workspace; where the pipeline that Docket comes with has its labelled documents. */
const DOCUMENTS = 'data/raw';

/** @returns the run that makes it; null where a model is there, or nothing to learn from */
export async function beginFirstModel(
  workspace: Workspace,
  runs: LocalRuns,
  log: Log,
): Promise<RunRecord | null> {
  if (await hasModel(workspace)) return null;
  const folder = join(workspace.directory, DOCUMENTS);
  const begin = (prepare?: () => Promise<void>) => runs.start({}, 'There is no model yet.', prepare);
  if (!(await learnsFrom(workspace, DOCUMENTS)) || (await hasDocuments(folder))) return begin();
  if (realpathSync(workspace.directory) === packageDirectory()) {
    return begin(async () => {
      const copied = await copySampleDocuments(folder);
      log.warn(
        { copied },
        `There are no documents yet: ${copied} invented samples were copied to ${DOCUMENTS}. Replace them by your own and train again.`,
      );
    });
  }
  log.warn(
    `There is no model, and nothing to learn from: put scans into ${folder}/<class>/, then run \`docket repro\`. \`docket init DIR --sample\` makes a workspace with invented documents.`,
  );
  return null;
}

async function learnsFrom(workspace: Workspace, folder: string): Promise<boolean> {
  const { pipeline } = await readPipeline(workspace);
  return pipeline.stages.some(({ each }) => each?.startsWith(`${folder}/`));
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
