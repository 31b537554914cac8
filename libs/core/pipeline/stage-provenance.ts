/** Where a stage's inputs come from, read from the lock: what really ran, not what today's files say. */
import type { PipelineLock } from '#contracts/pipeline-lock.schema.js';
import type { Provenance, StageRecord } from '#contracts/provenance.schema.js';
import { md5Of } from './directory-object.js';
import { itemGlob } from './glob.js';
import type { Run } from './run.js';
import { itemsPath, type StageView } from './snapshot-stage.js';
import { parsePlatformCommand } from './stage-command.js';
import { closure, stageGraph } from './stage-graph.js';

export async function stageProvenance(run: Run, view: StageView): Promise<Provenance> {
  const { pipeline } = run.request;
  const graph = stageGraph(pipeline.stages);
  const before = closure([view.spec.name], graph.upstream);
  const upstream = graph.order.filter(({ name }) => before.has(name));
  const lock: PipelineLock['stages'] = {
    ...run.lock.stages,
    [view.spec.name]: { cmd: view.cmd, params: view.params },
  };
  const stages = upstream.flatMap(({ name }): StageRecord[] => {
    const locked = lock[name];
    const command = locked === undefined ? null : parsePlatformCommand(locked.cmd);
    if (command === null) return [];
    const params = (locked?.params?.['params.yaml']?.[command.stage] ?? {}) as Record<string, unknown>;
    return [{ stage: command.stage, version: command.version, params, engines: command.engines }];
  });

  // The data: what these stages read and none of them makes.
  const makers = pipeline.stages.filter(({ source }) => source === undefined);
  const made = new Set(makers.flatMap(({ outputs }) => outputs.map(({ path }) => path)));
  const sources = upstream.flatMap((stage) => {
    const written = stage.deps.filter(({ path }) => !made.has(path)).map((dep) => dep.written);
    if (stage.each !== null && !made.has(itemGlob(stage.each).reads))
      written.push(itemsPath(itemGlob(stage.each)));
    const deps = lock[stage.name]?.deps ?? [];
    return deps.filter(({ path, md5 }) => written.includes(path) && md5 !== undefined);
  });
  const [only] = sources;
  const data =
    only === undefined
      ? null
      : sources.length === 1
        ? only.md5!
        : md5Of(sources.map(({ path, md5 }) => `${md5} ${path}\n`).join(''));
  return { ...(await run.world.origin()), data, stages };
}
