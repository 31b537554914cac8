/** What `docket status` says goes with the code that it ends with. */
import { isReadable, printPlan } from '../../../apps/cli/commands/status.js';
import type { Terminal } from '../../../apps/cli/output/terminal.js';
import type { StageStatus } from '../../../libs/composition/reproduce.js';

const UNCHANGED: StageStatus = {
  ...{ name: 'read', state: 'unchanged', action: 'unchanged' },
  ...{ reason: 'nothing changed', reasons: [], failures: [] },
};
const message = 'raw/loop.txt is a symbolic link that leads to itself; remove it.';

function told(stages: StageStatus[]): { text: string; readable: boolean } {
  const lines: string[] = [];
  const terminal: Terminal = {
    ...{ json: false, quiet: false, interactive: false },
    ...{ document: () => undefined, warn: () => undefined, note: () => undefined },
    print: (line) => lines.push(line),
    paint: (_, text) => text,
  };
  printPlan(stages, terminal);
  return { text: lines.join('\n'), readable: isReadable(stages) };
}

test('everything is up to date only where all files could be looked at', () => {
  expect(told([UNCHANGED])).toEqual({ text: 'Everything is up to date.', readable: true });
  const unreadable = { path: 'raw/loop.txt', code: 'document/unreadable-file', message } as const;
  const { text, readable } = told([{ ...UNCHANGED, failures: [unreadable] }]);
  expect(readable).toBe(false);
  expect(text).not.toContain('Everything is up to date');
  expect(text).toContain('All that can be read is up to date');
  expect(text).toContain(`1 file could not be read (the rest went on without):\n  ${message}`);
});

test('documents that are bad, as a run has found, leave all up to date', () => {
  const empty = {
    path: 'raw/empty.txt',
    code: 'document/empty',
    message: 'raw/empty.txt is empty.',
  } as const;
  const { text, readable } = told([{ ...UNCHANGED, failures: [empty] }]);
  expect({ readable, first: text.split('\n')[0] }).toEqual({
    readable: true,
    first: 'Everything is up to date.',
  });
});
