/** A DVC project of a test: its stages as they stand in dvc.yaml, and what a run of them does. */
import { openWorkspace } from '../../libs/composition/open-workspace.js';
import { type ReproduceOptions, readPipeline, reproduce } from '../../libs/composition/reproduce.js';
import { type ScratchWorkspace, scratchWorkspace } from './scratch-workspace.js';

export const dvcProject = (yaml: string, files: Record<string, string> = {}) =>
  scratchWorkspace({ 'dvc.yaml': yaml, ...files });

export const runStages = async (workspace: ScratchWorkspace, options: ReproduceOptions = {}) => {
  const opened = await openWorkspace(workspace.directory);
  return (await reproduce(opened, { jobs: 1, ...options })).stages;
};

/** 'name state' of each stage, in running order. */
export const stageStates = async (workspace: ScratchWorkspace, options: ReproduceOptions = {}) =>
  (await runStages(workspace, options)).map(({ name, state, error }) => `${name} ${error?.message ?? state}`);

export const pipelineOf = async (yaml: string, files: Record<string, string> = {}) =>
  (await readPipeline(await openWorkspace((await dvcProject(yaml, files)).directory))).pipeline;
