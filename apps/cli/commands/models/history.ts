/** `docket model history`: who moved which alias, when and why. */
import { withModels } from '#composition/models/open-models.js';
import { visible } from '#contracts/visible-text.js';
import { chosenWorkspace } from '../../chosen-workspace.js';
import type { CommandContext } from '../../command.js';
import { printTable } from '../../output/print-table.js';
import { shownMoment } from './shown-model.js';

export async function execute(
  { limit, file }: { limit: number; file?: string },
  { cwd, terminal }: CommandContext,
): Promise<number> {
  const workspace = await chosenWorkspace(cwd, file);
  const page = await withModels(workspace, terminal.note, (models) => models.moves(limit));
  terminal.document(page);
  const rows = page.moves.map((move) => [
    shownMoment(move.moved_at),
    visible(move.alias),
    move.kind,
    move.previous ?? '',
    move.version ?? '',
    visible(move.moved_by),
    visible(move.reason),
  ]);
  if (rows.length === 0) terminal.print('No alias was ever moved.');
  else printTable(terminal, ['moved (UTC)', 'alias', 'how', 'from', 'to', 'by', 'why'], rows);
  if (page.next !== null) terminal.note('There are older ones; --limit shows more.');
  return 0;
}
