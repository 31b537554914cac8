/** Tables for pull requests show names and values as they are, whatever Markdown makes of their characters. */
import { printTable } from '../../../apps/cli/output/print-table.js';
import type { Terminal } from '../../../apps/cli/output/terminal.js';

test('what Markdown would act on is written so that it shows itself; keys stay readable', () => {
  const lines: string[] = [];
  const terminal: Terminal = {
    ...{ json: false, quiet: false, interactive: false },
    ...{ document: () => undefined, warn: () => undefined, note: () => undefined },
    print: (line) => lines.push(line),
    paint: (_, text) => text,
  };
  const rows = [
    ['a|b', '`c` <d>'],
    ['x\ny', '*e* _f_ train_loss'],
    ['[g](h)', 'back\\slash &amp; R&D'],
  ];
  printTable(terminal, ['loss | `now`', 'v'], rows, true);
  expect(lines).toEqual([
    '| loss \\| \\`now\\` | v |',
    '| --- | --- |',
    '| a\\|b | \\`c\\` \\<d\\> |',
    '| x y | \\*e\\* \\_f\\_ train_loss |',
    '| \\[g\\](h) | back\\\\slash \\&amp; R&D |',
  ]);
});
