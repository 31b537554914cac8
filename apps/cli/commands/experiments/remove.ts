/** `docket exp remove`: forgets experiments, here or on a git server. */
import { experimentNames, removeExperiments } from '#composition/experiments/describe-experiments.js';
import { removeFromServer } from '#composition/experiments/experiment-server.js';
import { DomainError } from '#contracts/domain-error.js';
import { chosenWorkspace } from '../../chosen-workspace.js';
import type { CommandContext } from '../../command.js';

export interface RemoveOptions {
  names: string[];
  all?: boolean;
  queue?: boolean;
  /** From there alone. */
  gitRemote?: string;
}

export async function execute(
  { names, all, queue, gitRemote }: RemoveOptions,
  { cwd, terminal }: CommandContext,
): Promise<number> {
  const workspace = await chosenWorkspace(cwd);
  if (gitRemote !== undefined) {
    if (queue) throw wrongUse('What is queued is on no git server: --queue or --git-remote, not both.');
    if (names.length === 0 && !all)
      throw wrongUse(`Name the experiments to remove from ${gitRemote}, or give --all.`);
    const removed = await removeFromServer(workspace, all ? null : names, gitRemote);
    terminal.document({ removed, git_remote: gitRemote });
    terminal.print(
      removed.length === 0
        ? `${gitRemote} has none of the experiments that are recorded here.`
        : `Removed from ${gitRemote}: ${removed.join(', ')}.`,
    );
    if (removed.length > 0)
      terminal.note('What is recorded here, and in the clones of others, stays, and so does the data.');
    return 0;
  }
  const known = await experimentNames(workspace);
  const chosen = [
    ...new Set([...names, ...(all ? known.recorded : []), ...(all || queue ? known.queued : [])]),
  ];
  if (names.length === 0 && !all && !queue)
    throw wrongUse('Name the experiments to forget, or give --queue or --all.');
  await removeExperiments(workspace, chosen, all);
  terminal.document({ removed: chosen });
  terminal.print(chosen.length === 0 ? 'There was nothing to forget.' : `Forgot ${chosen.join(', ')}.`);
  terminal.note('What the cache has of them stays until `docket gc`.');
  return 0;
}

const wrongUse = (message: string): DomainError =>
  new DomainError('request/invalid', message, { usage: true });
