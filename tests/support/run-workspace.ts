/** Runs the pipeline of a scratch workspace in this process, as `docket repro` does. */
import { openWorkspace } from '../../libs/composition/open-workspace.js';
import { type ReproduceOptions, reproduce } from '../../libs/composition/reproduce.js';
import type { ScratchWorkspace } from './scratch-workspace.js';

export const runWorkspace = async (workspace: ScratchWorkspace, options: ReproduceOptions = {}) =>
  (await reproduce(await openWorkspace(workspace.directory), options)).stages;

/** @returns 'train ran', 'train pipeline/command-failed' … for each stage */
export const statesOf = async (workspace: ScratchWorkspace, options: ReproduceOptions = {}) =>
  (await runWorkspace(workspace, options)).map(({ name, state, error }) => `${name} ${error?.code ?? state}`);
