/** `docket exp remove`: forgets experiments. */
import { experimentNames, removeExperiments } from '#composition/experiments/describe-experiments.js';
import { DomainError } from '#contracts/domain-error.js';
import { chosenWorkspace } from '../../chosen-workspace.js';
import type { CommandContext } from '../../command.js';

export async function execute(
  { names, all, queue }: { names: string[]; all?: boolean; queue?: boolean },
  { cwd, terminal }: CommandContext,
): Promise<number> {
  const workspace = await chosenWorkspace(cwd);
  const known = await experimentNames(workspace);
  const chosen = [
    ...new Set([...names, ...(all ? known.recorded : []), ...(all || queue ? known.queued : [])]),
  ];
  if (names.length === 0 && !all && !queue) {
    throw new DomainError('request/invalid', 'Name the experiments to forget, or give --queue or --all.', {
      usage: true,
    });
  }
  await removeExperiments(workspace, chosen);
  terminal.document({ removed: chosen });
  terminal.print(chosen.length === 0 ? 'There was nothing to forget.' : `Forgot ${chosen.join(', ')}.`);
  terminal.note('What the cache has of them stays until `docket gc`.');
  return 0;
}
