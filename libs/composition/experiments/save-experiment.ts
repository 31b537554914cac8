/** `docket exp save`: records the workspace as it is, without running anything. */
import { DomainError } from '#contracts/domain-error.js';
import { holdWorkspace } from '../hold-workspace.js';
import type { Workspace } from '../open-workspace.js';
import { type ReproduceOptions, workspaceStatus } from '../reproduce.js';
import { type Experiment, ExperimentBook } from './experiment-book.js';
import { namesFor } from './experiment-names.js';
import { ExperimentQueue } from './experiment-queue.js';
import { experimentStart } from './experiment-start.js';
import { recordExperiment } from './record-experiment.js';

/** @throws DomainError 'workspace/dirty' where the last run is not about what lies there now */
export async function saveExperiment(
  workspace: Workspace,
  given: string | undefined,
  options: Omit<ReproduceOptions, 'set'> = {},
): Promise<Experiment> {
  const book = new ExperimentBook(workspace);
  const [name] = await namesFor(book, new ExperimentQueue(workspace), 1, given);
  return holdWorkspace(workspace, { command: 'docket exp save', ...options }, async () => {
    const { stages } = await workspaceStatus(workspace, options);
    // What the cache lacks, recording puts there.
    const stale = stages.filter(({ state, action }) => state === 'stale' && action !== 'store');
    if (stale.length > 0) {
      const lines = stale.map((stage) => `  - ${stage.name}: ${stage.reasons.join('; ')}`).join('\n');
      throw new DomainError(
        'workspace/dirty',
        `The workspace is not what its last run left, so it cannot be recorded as one:\n${lines}\nBring it up to date first: docket repro.`,
      );
    }
    return recordExperiment(
      workspace,
      book,
      await experimentStart(workspace, book),
      {
        name: name!,
        created: new Date().toISOString(),
        group: null,
        run_id: null,
        stages: stages.filter(({ state }) => state !== 'frozen').map((stage) => stage.name),
        set: [],
      },
      options,
    );
  });
}
