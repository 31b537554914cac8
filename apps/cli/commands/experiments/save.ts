/** `docket exp save`: records the workspace as it is. */
import { saveExperiment } from '#composition/experiments/save-experiment.js';
import { chosenWorkspace } from '../../chosen-workspace.js';
import type { CommandContext } from '../../command.js';
import { openRunProgress } from '../../output/run-progress.js';

export async function execute(
  { name, wait, file }: { name?: string; wait: boolean; file?: string },
  { cwd, terminal }: CommandContext,
): Promise<number> {
  const workspace = await chosenWorkspace(cwd, file);
  const progress = await openRunProgress(terminal);
  const { store: _, ...saved } = await saveExperiment(workspace, name, { wait, onEvent: progress.show });
  terminal.document(saved);
  terminal.print(`Recorded as '${saved.name}'.`);
  return 0;
}
