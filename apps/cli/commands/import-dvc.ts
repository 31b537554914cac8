/** `docket import-dvc`: makes a DVC project a workspace. */
import { resolve } from 'node:path';
import { importDvc } from '#composition/import-dvc.js';
import type { CommandContext } from '../command.js';

export async function execute(_: object, { cwd, terminal }: CommandContext): Promise<number> {
  const result = await importDvc(resolve(cwd));
  terminal.document(result);
  const { taken, left, stages, sources, locked, remotes, problems } = result;
  const of = taken.length === 0 ? '' : ` of ${taken.join(', ')}`;
  terminal.print(
    `pipelines.yaml has ${stages} stages${of}; ${locked} of them with their last result, which need not run again.`,
  );
  if (sources > 0) terminal.print(`${sources} .dvc files say what data there is, as before.`);
  for (const { name, url, default: chosen } of remotes)
    terminal.print(`Remote '${name}'${chosen ? ' (default)' : ''}: ${url}`);
  for (const { file, reason } of left)
    terminal.warn(`${file} is left as it is: ${reason}. \`docket repro -f ${file}\` runs it.`);
  if (problems !== null) terminal.warn(`\nBefore it runs, this must be mended:\n${problems}`);
  terminal.note(
    '\nNext:\n  docket pull      fetches the data\n  docket status    says what would run, and why',
  );
  return 0;
}
