/** `docket exp show`: everything about one experiment. */

import { showExperiment } from '#composition/experiments/describe-experiments.js';
import { visible } from '#contracts/visible-text.js';
import { leaves } from '#core/pipeline/compare-values.js';
import { chosenWorkspace } from '../../chosen-workspace.js';
import type { CommandContext } from '../../command.js';
import { printHeadline } from '../../output/print-headline.js';
import { printTable, right, shownValue } from '../../output/print-table.js';

export async function execute(
  { name, file }: { name: string; file?: string },
  { cwd, terminal }: CommandContext,
): Promise<number> {
  const workspace = await chosenWorkspace(cwd, file);
  const details = await showExperiment(workspace, name);
  terminal.document(details);
  const { state, created, set, baseline, run_id, params, metrics, files, error } = details;
  terminal.print(terminal.paint('bold', details.name));
  const facts = [
    ['state', state],
    ['recorded', created ?? ''],
    ['set', visible(set.join('  '))],
    ['from commit', baseline ?? ''],
    ['run', run_id ?? ''],
    ['failed', error === undefined ? '' : `${error.message} (${error.code})`],
  ].filter(([, value]) => value !== '');
  printTable(terminal, ['', ''], facts as string[][]);
  const section = (title: string, values: Readonly<Record<string, unknown>>) => {
    const rows = Object.entries(values).flatMap(([path, content]) =>
      [...leaves(content)].map(([key, value]) => [path, visible(key), visible(shownValue(value))]),
    );
    if (rows.length === 0) return;
    terminal.print('');
    printTable(terminal, [title, 'key', 'value'], rows);
  };
  section('params', params);
  if (Object.keys(metrics).length > 0) {
    terminal.print('');
    printHeadline(terminal, [{ label: name, files: metrics }]);
  }
  if (files.length > 0) {
    terminal.print('');
    printTable(
      terminal,
      ['files', '', 'md5', right('bytes'), ''],
      files.map(({ path, role, md5, size, here }) => [
        visible(path),
        role === 'source' ? 'read' : 'made',
        md5,
        size === null ? '' : String(size),
        here ? '' : terminal.paint('red', 'not in the cache'),
      ]),
    );
  }
  return 0;
}
