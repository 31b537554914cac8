/** A stage as pipelines.yaml would have it: a command that reads and makes these paths. */
import type { StageSpec } from '#contracts/pipeline.js';

/** A path that is written as it is from the workspace's root. */
export const fromRoot = (path: string) => ({ written: path, path });

export const stageSpec = (
  name: string,
  deps: readonly string[],
  outs: readonly string[],
  more: Partial<StageSpec> = {},
): StageSpec => ({
  ...{ name, desc: '', cmd: ['x'], cmdIsList: false, uses: null, each: null, wdir: '' },
  deps: deps.map(fromRoot),
  params: [],
  outputs: outs.map((path) => ({
    ...fromRoot(path),
    ...{ role: 'output', cache: true, persist: false, push: true },
  })),
  ...{ frozen: false, alwaysChanged: false },
  ...more,
});
