/** Where the model of a workspace lies. */
import { join } from 'node:path';
import type { Pipeline } from '#contracts/pipeline.js';
import type { Workspace } from './open-workspace.js';

/** Where no stage of pipelines.yaml trains. */
const MODEL_DIRECTORY = 'models/classifier';

/** Absolute path of the folder that training writes the model to, whether there is one or not. */
export const modelDirectoryOf = (
  { directory }: Pick<Workspace, 'directory'>,
  { stages }: Pick<Pipeline, 'stages'>,
): string =>
  join(
    directory,
    stages.find(({ uses }) => uses === 'train')?.outputs.find(({ role }) => role === 'output')?.path ??
      MODEL_DIRECTORY,
  );
