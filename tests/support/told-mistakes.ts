/** What a run says of a workspace with mistakes in it. */
import { openWorkspace } from '../../libs/composition/open-workspace.js';
import { reproduce } from '../../libs/composition/reproduce.js';
import { fakeStages } from './fake-stages.js';
import { type ScratchWorkspace, scratchWorkspace } from './scratch-workspace.js';

/** @returns the message of the error, with the files' directory left out; '' where all went well */
export const told = async (workspace: ScratchWorkspace): Promise<string> => {
  const { definitions, toolbox } = fakeStages();
  try {
    const { stages } = await reproduce(await openWorkspace(workspace.directory), { definitions, toolbox });
    return stages.map(({ error }) => error?.message ?? '').join('');
  } catch (error) {
    return (error as Error).message;
  }
};
export const toldOf = async (pipelines: string, files: Record<string, string> = {}) =>
  told(await scratchWorkspace({ 'pipelines.yaml': pipelines, ...files }));
