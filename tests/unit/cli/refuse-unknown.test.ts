/** Wrong words beside `--help` are told, with the one that was meant, before any help is shown. */
import { Command, CommanderError } from 'commander';
import { refuseNoDirectory } from '../../../apps/cli/grammar/refuse-no-directory.js';
import { refuseUnknownBeforeHelp } from '../../../apps/cli/grammar/refuse-unknown.js';
import { removeScratchWorkspaces, scratchWorkspace } from '../../support/scratch-workspace.js';
import { thrownBy } from '../../support/thrown-by.js';

afterEach(removeScratchWorkspaces);

/** What a program with `repro [stages...] --force` and `exp list` says. */
function said(...args: string[]): { code: number; text: string } {
  let text = '';
  const output = {
    writeOut: (line: string) => {
      text += line;
    },
    writeErr: (line: string) => {
      text += line;
    },
  };
  const program = new Command('docket').exitOverride().configureOutput(output);
  refuseUnknownBeforeHelp(program);
  program
    .command('repro [stages...]')
    .option('--force')
    .action(() => undefined);
  program
    .command('exp')
    .command('list')
    .action(() => undefined);
  try {
    program.parse(args, { from: 'user' });
    return { code: 0, text };
  } catch (error) {
    return { code: (error as CommanderError).exitCode, text };
  }
}

test.each([
  [['reproo', '--help'], "error: unknown command 'reproo'. Did you mean 'repro'?"],
  [['help', 'reproo'], "error: unknown command 'reproo'. Did you mean 'repro'?"],
  [['exp', 'lst', '-h'], "error: unknown command 'lst'. Did you mean 'list'?"],
  [['quite-else', '--help'], "error: unknown command 'quite-else'."],
  [['repro', '--forse=3', '--help'], "error: unknown option '--forse'. Did you mean '--force'?"],
  [['repro', '--help', '--forse'], "error: unknown option '--forse'. Did you mean '--force'?"],
])('%j', (args, told) => {
  expect(said(...args)).toEqual({ code: 1, text: `${told}\n` });
});

test.each([
  [['--help'], 'Usage: docket '],
  [['exp', '--help'], 'Usage: docket exp '],
  [['help', 'repro'], 'Usage: docket repro '],
  [['repro', 'a-stage', '--force', '--help'], 'Usage: docket repro '],
  [['repro', '--help', '--', '-x'], 'Usage: docket repro '],
])('%j is help', (args, start) => {
  const { code, text } = said(...args);
  expect({ code, start: text.slice(0, start.length) }).toEqual({ code: 0, start });
});

test('--cwd is a directory that is there', async () => {
  const { directory, path } = await scratchWorkspace({ file: '' });
  refuseNoDirectory(directory);
  expect(thrownBy(() => refuseNoDirectory(path('file')))).toMatchObject({
    message: expect.stringContaining('is no directory'),
    details: { usage: true },
  });
  expect(thrownBy(() => refuseNoDirectory(path('gone'))).message).toContain('does not exist');
});
