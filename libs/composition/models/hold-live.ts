/** While experiments run one after another in a workspace, none of their models answers: the one from before does. */
import { modelDirectory } from '../open-classifier.js';
import type { Workspace } from '../open-workspace.js';
import { readBundle } from '../read-bundle.js';
import { readChoice, writeChoice } from './model-choice.js';
import { openModelStore, wholeBundle } from './model-store.js';

/**
 * Under the note of what the workspace is to be again.
 * Nothing where a version is chosen already, or there is no model.
 * @throws the object store's errors
 */
export async function holdLive(workspace: Workspace): Promise<void> {
  if ((await readChoice(workspace)) !== null) return;
  const found = wholeBundle(await readBundle(await modelDirectory(workspace)));
  if (found === null) return;
  await (await openModelStore(workspace)).keep(found);
  await writeChoice(workspace, found.signature, { held: true });
}
