/** How stages of several dvc.yaml are told apart: those of the chosen file by name, others as 'sub/dvc.yaml:train'. */

export interface StageAddress {
  /** From the workspace's root. */
  file: string;
  /** As the file has it. */
  name: string;
}

const WITH_FILE = /^((?:.*\/)?dvc\.yaml):(.+)$/s;

/** @param chosen the file whose stages go by name */
export function stageAddress(chosen: string, stage: string): StageAddress {
  const [, file = chosen, name = stage] = WITH_FILE.exec(stage) ?? [];
  return { file, name };
}

export const addressedStage = (chosen: string, { file, name }: StageAddress): string =>
  file === chosen ? name : `${file}:${name}`;
