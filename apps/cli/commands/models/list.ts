/** `docket model list`: versions of the model, and which of them answers. */
import { withModels } from '#composition/models/open-models.js';
import type { ModelPage, ModelVersion } from '#contracts/model-version.schema.js';
import { visible } from '#contracts/visible-text.js';
import { chosenWorkspace } from '../../chosen-workspace.js';
import type { CommandContext } from '../../command.js';
import { printTable, right } from '../../output/print-table.js';
import { shownFigure, shownMoment } from './shown-model.js';

export async function execute(
  { limit, file }: { limit: number; file?: string },
  { cwd, terminal }: CommandContext,
): Promise<number> {
  const workspace = await chosenWorkspace(cwd, file);
  const page: ModelPage = await withModels(workspace, terminal.note, (models) => models.page(limit));
  terminal.document(page);
  if (page.models.length === 0) {
    terminal.print('There is no model yet; train one: docket repro.');
    return 0;
  }
  const row = (model: ModelVersion) => [
    terminal.paint('bold', String(model.number)),
    model.version,
    model.aliases.map((alias) => terminal.paint('green', visible(alias))).join(', '),
    shownMoment(model.registered_at),
    visible(model.registered_by),
    String(model.labels.length),
    String(model.documents),
    shownFigure(model),
    model.provenance.git
      ? `${model.provenance.git.commit.slice(0, 7)}${model.provenance.git.dirty ? '+' : ''}`
      : '',
  ];
  const columns = [
    'model',
    'version',
    'alias',
    'registered (UTC)',
    'by',
    right('classes'),
    right('documents'),
  ];
  printTable(terminal, [...columns, right('accuracy'), 'commit'], page.models.map(row));
  if (page.next !== null) terminal.note('There are older ones; --limit shows more.');
  terminal.note(
    page.following
      ? "'live' follows the model of the workspace; `docket model promote VERSION` holds it to one."
      : "'live' stays where it is until it is moved; `docket model promote workspace` lets it follow again.",
  );
  return 0;
}
