/** `docket exp restore`: params, lock, data and model of an experiment come back. */
import { restoreExperiment } from '#composition/experiments/restore-experiment.js';
import { chosenWorkspace } from '../../chosen-workspace.js';
import type { CommandContext } from '../../command.js';
import { openRunProgress } from '../../output/run-progress.js';
import { tellKept } from '../../output/tell-hold.js';

export async function execute(
  { name, force, wait, file }: { name: string; force?: boolean; wait: boolean; file?: string },
  { cwd, terminal }: CommandContext,
): Promise<number> {
  const workspace = await chosenWorkspace(cwd, file);
  const progress = await openRunProgress(terminal);
  const result = await restoreExperiment(workspace, name, {
    force: force ?? false,
    wait,
    onEvent: progress.show,
  });
  terminal.document(result);
  const { files, outputs, kept } = result;
  terminal.print(
    files.written + files.removed === 0
      ? `The workspace is '${name}' already; all ${outputs.length} hashes agree.`
      : `The workspace is '${name}' again: ${files.written} files written, ${files.removed} removed; all ${outputs.length} hashes agree.`,
  );
  for (const path of kept) tellKept(terminal, path);
  return 0;
}
