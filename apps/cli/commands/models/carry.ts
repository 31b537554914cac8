/** `docket model export` and `import`: a version as a directory that other workspaces take. */
import { resolve } from 'node:path';
import { exportModel, importModel } from '#composition/models/carry-model.js';
import { visible } from '#contracts/visible-text.js';
import { chosenWorkspace } from '../../chosen-workspace.js';
import type { CommandContext } from '../../command.js';
import { readableBytes } from '../../output/amounts.js';

export interface CarryOptions {
  action: 'export' | 'import';
  version?: string;
  dir: string;
  file?: string;
}

export async function execute(
  { action, version, dir, file }: CarryOptions,
  { cwd, terminal }: CommandContext,
): Promise<number> {
  const workspace = await chosenWorkspace(cwd, file);
  const directory = resolve(cwd, dir);
  const model =
    action === 'export'
      ? await exportModel(workspace, version!, directory, terminal.note)
      : await importModel(workspace, directory, terminal.note);
  terminal.document(model);
  const named = `Model ${model.number} (${model.version}, ${readableBytes(model.bytes)})`;
  terminal.print(
    action === 'export'
      ? `${named} is in ${visible(dir)}.`
      : `${named} is registered; \`docket model promote ${model.number}\` lets it answer.`,
  );
  return 0;
}
