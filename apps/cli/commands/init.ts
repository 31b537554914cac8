/** `docket init`: makes a new workspace. */
import { relative, resolve } from 'node:path';
import { initWorkspace } from '#composition/init-workspace.js';
import type { CommandContext } from '../command.js';

export async function execute(
  options: { dir: string; sample?: boolean },
  { cwd, terminal }: CommandContext,
): Promise<number> {
  const directory = resolve(cwd, options.dir);
  const { documents } = await initWorkspace(directory, { sample: options.sample ?? false });
  terminal.document({ directory, documents });
  terminal.print(
    `Made a workspace in ${directory}${documents > 0 ? ` with ${documents} sample documents` : ''}.`,
  );
  const way = relative(process.cwd(), directory);
  terminal.note(
    [
      '',
      'Next:',
      ...(way === '' ? [] : [`  cd ${quoted(way)}`]),
      ...(documents > 0 ? [] : ['  put scans into data/raw/<class>/, one folder for each class']),
      '  docket repro              reads them and trains the model',
      '  docket predict FILE…      says what a document is',
    ].join('\n'),
  );
  return 0;
}

/** As a shell needs it. */
const quoted = (path: string): string =>
  /^[\w./+@%:=-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
