/** The version that somebody chose to answer, where it is known without a database. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { readFileWhole, sizeOf } from '#adapters/short-files.js';
import { writeWholeFile } from '#adapters/write-whole-file.js';
import { DomainError } from '#contracts/domain-error.js';
import type { Workspace } from '../open-workspace.js';

/** In the workspace's state: a copy of what the registry says, so that answers need no database. */
const CHOICE = 'live-model.json';

const ChoiceSchema = z.object({
  format: z.literal('docket/live-model@1'),
  signature: z.string().regex(/^[0-9a-f]{64}$/),
  /** Nobody chose it: what lies in the workspace is that of a running experiment, and this one answers meanwhile. */
  held: z.boolean().default(false),
});
type Choice = Pick<z.infer<typeof ChoiceSchema>, 'signature' | 'held'>;

/** @returns the signature of the version that answers; null where the workspace's does @throws DomainError 'model/damaged' */
export async function readChoice(workspace: Pick<Workspace, 'state'>): Promise<string | null> {
  return (await choiceOf(workspace))?.signature ?? null;
}

/**
 * Takes effect with the next document.
 * @param signature null: the model of the workspace answers
 * @param held of a model that nobody chose; with null, what somebody chose stays
 */
export async function writeChoice(
  workspace: Workspace,
  signature: string | null,
  { held = false } = {},
): Promise<void> {
  const path = join(workspace.state, CHOICE);
  const now = await choiceOf(workspace).catch(() => undefined);
  if (signature === null) {
    if (now !== null && (!held || now?.held)) await rm(path, { force: true });
    return;
  }
  if (now?.signature === signature && now.held === held) return;
  const choice = { format: 'docket/live-model@1', signature, held };
  writeWholeFile(path, `${JSON.stringify(choice)}\n`, workspace.scratch, { durable: true });
}

/** The workspace is what it was before experiments ran in it; what was chosen meanwhile stays. */
export async function releaseLive(workspace: Workspace): Promise<void> {
  await writeChoice(workspace, null, { held: true });
}

async function choiceOf({ state }: Pick<Workspace, 'state'>): Promise<Choice | null> {
  const path = join(state, CHOICE);
  // Most often nobody chose one, and it is asked for each document.
  const bytes = sizeOf(path) === undefined ? null : await readFileWhole(path).catch(() => null);
  if (bytes === null) return null;
  try {
    return ChoiceSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch (cause) {
    throw new DomainError(
      'model/damaged',
      `${path} is damaged; delete it, and \`docket model list\` writes it anew.`,
      {},
      { cause },
    );
  }
}
