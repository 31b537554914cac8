/** The workspace that a command was called in or for, with the pipeline file and the stages that it names. */
import { basename, relative, resolve } from 'node:path';
import { findWorkspace, openWorkspace, pipelineFileOf, type Workspace } from '#composition/open-workspace.js';
import { addressedStage, stageAddress } from '#contracts/stage-address.js';

/** @param file as `-f` gives it. @throws DomainError 'workspace/missing' and others of `openWorkspace` */
export async function chosenWorkspace(cwd: string, file?: string): Promise<Workspace> {
  const directory = findWorkspace(cwd);
  return openWorkspace(directory, { pipelineFile: pipelineFileOf(directory, cwd, file) });
}

/**
 * Stages under the names that they have in the whole project: paths count from where the command is called, as in DVC.
 *
 *   in sub/: train, ../dvc.yaml:prepare, raw.dvc   →   train, dvc.yaml:prepare, sub/raw.dvc
 */
export function stagesMeant(
  { directory, pipelineFile }: Workspace,
  cwd: string,
  written: readonly string[],
): string[] {
  const fromRoot = (path: string) => relative(directory, resolve(cwd, path));
  return written.map((target) => {
    const { file, name } = stageAddress('', target);
    if (file !== '') return addressedStage(pipelineFile, { file: fromRoot(file), name });
    return target.includes('/') || /(^dvc\.yaml|.\.dvc)$/.test(basename(target)) ? fromRoot(target) : target;
  });
}
