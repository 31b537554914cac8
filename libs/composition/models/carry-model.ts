/** A registered model out of the store into a directory, and a bundle in a directory into the registry. */
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { makeDirectory } from '#adapters/make-directory.js';
import { writeWholeFile } from '#adapters/write-whole-file.js';
import { DomainError } from '#contracts/domain-error.js';
import type { ModelVersion } from '#contracts/model-version.schema.js';
import { decodeModel } from '#core/learning/decode-model.js';
import { BUNDLE_INDEX, BUNDLE_SIGNATURE } from '#core/learning/encode-model.js';
import { modelDirectory } from '../open-classifier.js';
import type { Workspace } from '../open-workspace.js';
import { readBundle } from '../read-bundle.js';
import { refuseFile } from '../refuse-file.js';
import { noteBundle } from './model-notes.js';
import { openModelStore } from './model-store.js';
import { withModels } from './open-models.js';

/**
 * @param directory absolute; made where it is missing
 * @throws DomainError 'request/invalid' where something lies there already, 'model/unknown-version', 'model/missing'
 */
export async function exportModel(
  workspace: Workspace,
  version: string,
  directory: string,
  log: (sentence: string) => void,
): Promise<ModelVersion> {
  refuseFile(directory);
  if (existsSync(directory) && (await readdir(directory)).length > 0) {
    throw new DomainError(
      'request/invalid',
      `${directory} is not empty; name a directory that is, or a new one.`,
      {
        usage: true,
      },
    );
  }
  const model = await withModels(workspace, log, (models) => models.find(version));
  const { [BUNDLE_SIGNATURE]: signature, ...files } = await (await openModelStore(workspace)).restore(
    model.signature,
  );
  makeDirectory(directory);
  for (const [name, bytes] of Object.entries(files)) writeWholeFile(join(directory, name), bytes, directory);
  // Last: where it is, the bundle is whole.
  writeWholeFile(join(directory, BUNDLE_SIGNATURE), signature!, directory);
  return model;
}

/**
 * Registers it; `live` stays where it is.
 * @param directory absolute, of a bundle
 * @throws DomainError as decodeModel, 'model/missing' for what is no bundle, 'model/damaged' for half a one
 */
export async function importModel(
  workspace: Workspace,
  directory: string,
  log: (sentence: string) => void,
): Promise<ModelVersion> {
  const bundle = await readBundle(directory);
  if (bundle?.[BUNDLE_INDEX] === undefined) {
    const unread = existsSync(directory) ? 'is no directory that can be read' : 'does not exist';
    const reason = bundle === null ? unread : `holds no model (no ${BUNDLE_INDEX})`;
    throw new DomainError(
      'model/missing',
      `${directory} ${reason}; name a directory that \`docket model export\` made.`,
      { usage: true },
    );
  }
  decodeModel(bundle);
  const noted = await noteBundle(workspace, directory, {
    name: basename(await modelDirectory(workspace)),
    cause: `Imported from ${basename(directory)}.`,
    metrics: null,
    followed: false,
  });
  if (noted === null) {
    throw new DomainError(
      'model/damaged',
      `${directory} holds no whole model; export it again: docket model export.`,
    );
  }
  return withModels(workspace, log, async (models) => {
    await models.register();
    return models.find(noted.version);
  });
}
