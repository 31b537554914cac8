/** `docket exp push` and `docket exp pull`: experiments to and from other machines. */

import { pullExperiments, pushExperiments } from '#composition/experiments/share-experiments.js';
import type { PipelineEvent } from '#contracts/pipeline-event.js';
import { visible } from '#contracts/visible-text.js';
import { chosenWorkspace } from '../../chosen-workspace.js';
import type { CommandContext } from '../../command.js';
import { onInterrupt } from '../../interruption.js';
import { counted, readableBytes } from '../../output/amounts.js';
import { tellHold } from '../../output/tell-hold.js';
import { openTransferProgress } from '../../output/transfer-progress.js';

export interface ShareCommandOptions {
  direction: 'push' | 'pull';
  names: string[];
  remote?: string;
  gitRemote: string;
  wait: boolean;
  file?: string;
}

export async function execute(
  { direction, names, remote, gitRemote, wait, file }: ShareCommandOptions,
  { cwd, terminal }: CommandContext,
): Promise<number> {
  const workspace = await chosenWorkspace(cwd, file);
  const progress = await openTransferProgress(terminal);
  const interruption = onInterrupt(terminal, 'Stopping; what is over stays, and the next time goes on.');
  try {
    const share = direction === 'push' ? pushExperiments : pullExperiments;
    const options = {
      ...{ gitRemote, remote, wait, signal: interruption.signal, onEvent: progress.show },
      onHold: (event: PipelineEvent) => tellHold(terminal, event),
    };
    const { experiments, refused, data, withheld } = await share(workspace, names, options);
    progress.stop();
    terminal.document({ experiments, refused, withheld, ...data });
    const { done, bytes, present, failed } = data;
    if (
      experiments.length > 0
        ? direction === 'push' || failed.length === 0
        : refused.length + failed.length === 0
    ) {
      terminal.print(
        experiments.length === 0
          ? 'There are no experiments.'
          : `${direction === 'push' ? 'Pushed' : 'Pulled'} ${experiments.join(', ')}: ${counted(done, 'object')} (${readableBytes(bytes)}), ${present} were there.`,
      );
    }
    for (const { path, experiments: of } of withheld)
      terminal.warn(
        `${visible(path)} of ${of.join(', ')} goes to no remote (push: false): a restore elsewhere lacks it, and \`docket repro\` there makes it anew.`,
      );
    // Of a push each experiment tells its own reason.
    const told = direction === 'push' ? refused : [...refused, ...failed];
    for (const { message, code } of told) terminal.warn(`${visible(message)} (${code})`);
    return refused.length > 0 || failed.length > 0 ? 1 : 0;
  } finally {
    progress.stop();
    interruption.dispose();
  }
}
