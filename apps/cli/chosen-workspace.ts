/** The workspace that a command was called in or for, with the pipeline file that it names. */
import { findWorkspace, openWorkspace, pipelineFileOf, type Workspace } from '#composition/open-workspace.js';

/** @param file as `-f` gives it. @throws DomainError 'workspace/missing' and others of `openWorkspace` */
export async function chosenWorkspace(cwd: string, file?: string): Promise<Workspace> {
  const directory = findWorkspace(cwd);
  return openWorkspace(directory, { pipelineFile: pipelineFileOf(directory, cwd, file) });
}
