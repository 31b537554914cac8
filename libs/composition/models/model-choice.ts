/** The version that somebody chose to answer, where it is known without a database. */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeWholeFile } from '#adapters/write-whole-file.js';
import { DomainError } from '#contracts/domain-error.js';
import type { Workspace } from '../open-workspace.js';

/** In the workspace's state: a copy of what the registry says, so that answers need no database. */
const CHOICE = 'live-model.json';

const ChoiceSchema = z.object({
  format: z.literal('docket/live-model@1'),
  signature: z.string().regex(/^[0-9a-f]{64}$/),
});

/** @returns the signature of the chosen version; null where none is chosen @throws DomainError 'model/damaged' */
export async function readChoice({ state }: Pick<Workspace, 'state'>): Promise<string | null> {
  const text = await readFile(join(state, CHOICE), 'utf8').catch(() => null);
  if (text === null) return null;
  try {
    return ChoiceSchema.parse(JSON.parse(text)).signature;
  } catch (cause) {
    throw new DomainError(
      'model/damaged',
      `${join(state, CHOICE)} is damaged; delete it, and \`docket model list\` writes it anew.`,
      {},
      { cause },
    );
  }
}

/** Takes effect with the next document. @param signature null: the model of the workspace answers */
export async function writeChoice(workspace: Workspace, signature: string | null): Promise<void> {
  const path = join(workspace.state, CHOICE);
  if (signature === (await readChoice(workspace).catch(() => undefined))) return;
  if (signature === null) return rm(path, { force: true });
  const choice = { format: 'docket/live-model@1', signature };
  writeWholeFile(path, `${JSON.stringify(choice)}\n`, workspace.scratch, { durable: true });
}
