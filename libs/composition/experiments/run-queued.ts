/** Queues experiments with the pipeline, params and code of now, and runs them so, one after another. */
import { assignedTexts } from '#config/assign-params.js';
import { DomainError } from '#contracts/domain-error.js';
import type { CodeFile, QueuedExperiment } from '#contracts/experiment.schema.js';
import type { Pipeline, StageSpec } from '#contracts/pipeline.js';
import { holdLive } from '../models/hold-live.js';
import { readPipeline } from '../reproduce.js';
import { type StageSelection, selectStages } from '../workspace-pipeline.js';
import { codeMd5, codeNow } from './code-files.js';
import { describingFiles } from './describing-files.js';
import { dataRead, freezeCode, ownTexts, queuedCode, queuedTexts } from './queued-code.js';
import { noteReturn } from './return-workspace.js';
import { type ExperimentOutcome, putBack, runOne, type Session } from './run-one.js';

/** @returns one for each of the sweep, in its order */
export async function enqueue(
  { workspace, book, queue, options }: Session,
  sweep: readonly string[][],
  names: readonly string[],
): Promise<QueuedExperiment[]> {
  const own = ownTexts(workspace);
  const { files: texts } = await describingFiles(own, await workspace.pipelineFiles());
  const loaded = await readPipeline(workspace, options, undefined, own);
  const { stages } = selectStages(loaded, options);
  const { pipeline } = loaded;
  const code = await freezeCode(workspace, book, { pipeline, stages, texts });
  const isCode = (path: string) => path in code.files || texts.has(path);
  const data = await dataRead(workspace, pipeline, stages, isCode);
  const common = {
    format: 'docket/queued-experiment@1' as const,
    pipeline_file: workspace.pipelineFile,
    group: options.pipeline ?? null,
    stages: [...(options.stages ?? [])],
    all_pipelines: options.allPipelines ?? false,
    force: options.force ?? false,
    files: Object.fromEntries(texts),
    code: queue.saveCode(code),
    data,
    failure: null,
  };
  const now = Date.now();
  const queued = sweep.map(
    // A millisecond apart, so that they keep their order.
    (set, index): QueuedExperiment => ({
      ...{ ...common, name: names[index]!, created: new Date(now + index).toISOString(), set },
    }),
  );
  for (const each of queued) queue.save(each);
  return queued;
}

/** What is the same for all that were queued at once is found out, and told, once. */
class QueuedCodes {
  private readonly known = new Map<string, Promise<Map<string, CodeFile>>>();
  private readonly told = new Set<string>();

  constructor(private readonly session: Session) {}

  /** @param pipeline as it was queued */
  of(queued: QueuedExperiment, pipeline: Pipeline): Promise<Map<string, CodeFile>> {
    const { workspace, book, queue } = this.session;
    const name = queued.code ?? '';
    const known = this.known.get(name);
    if (known !== undefined) return known;
    const code =
      queued.code === null
        ? Promise.resolve(new Map<string, CodeFile>())
        : queuedCode(workspace, book, queue.code(queued.code), queued, pipeline);
    this.known.set(name, code);
    return code;
  }

  tell(type: 'code-as-queued' | 'data-since-queued', paths: readonly string[]): void {
    const key = `${type} ${paths.join('\n')}`;
    if (paths.length === 0 || this.told.has(key)) return;
    this.told.add(key);
    this.session.options.onEvent?.({ type, paths: [...paths].sort() });
  }
}

/** Under the workspace's mutex. */
export async function runQueued(
  session: Session,
  queued: readonly QueuedExperiment[],
): Promise<ExperimentOutcome[]> {
  const { workspace, book, queue, options } = session;
  const outcomes: ExperimentOutcome[] = [];
  if (queued.length === 0) return outcomes;
  const codes = new QueuedCodes(session);
  const code = new Set<string>();
  for (const each of queued) {
    // What is wrong with one is told when it has its turn.
    const found = await readPipeline(workspace, {}, undefined, queuedTexts(workspace, each))
      .then(({ pipeline }) => codes.of(each, pipeline))
      .catch(() => new Map<string, CodeFile>());
    for (const path of found.keys()) code.add(path);
  }
  const texts = new Set(queued.flatMap(({ files }) => Object.keys(files)));
  await noteReturn(workspace, 'docket exp run', [...texts], { code: [...code] });
  try {
    await holdLive(workspace);
    for (const [index, each] of queued.entries()) {
      if (!queue.list().some(({ name }) => name === each.name)) {
        const { name, set } = each;
        // Forgotten meanwhile, or run by others while this process waited for the workspace.
        if ((await book.look(name)) !== null) outcomes.push({ name, state: 'recorded', set, run: null });
        continue;
      }
      options.onExperiment?.({ name: each.name, set: each.set, number: index + 1, of: queued.length });
      outcomes.push(await runFromQueue(session, each, codes));
    }
  } finally {
    await putBack(session);
  }
  return outcomes;
}

async function runFromQueue(
  { workspace, book, queue, options }: Session,
  queued: QueuedExperiment,
  codes: QueuedCodes,
): Promise<ExperimentOutcome> {
  const { name, set, files, group, stages, force } = queued;
  try {
    await book.check([name]);
    if (queued.pipeline_file !== workspace.pipelineFile) {
      throw new DomainError(
        'request/invalid',
        `'${name}' was queued for ${queued.pipeline_file}; run it with -f ${queued.pipeline_file}.`,
      );
    }
    const assigned = await assignedTexts(async (file) => files[file] ?? null, set);
    const texts = new Map([...Object.entries(files), ...assigned]);
    const { pipeline: _, ...rest } = options;
    const chosen = {
      stages,
      allPipelines: queued.all_pipelines,
      force,
      ...(group !== null && { pipeline: group }),
    };
    const there = queuedTexts(workspace, queued);
    const read = async (file: string) => texts.get(file) ?? there(file);
    const selected = await selectedStages(workspace, chosen, read);
    const code = await codes.of(queued, selected.pipeline);
    codes.tell(
      'code-as-queued',
      [...code]
        .filter(([path, file]) => codeMd5(codeNow(workspace, path)) !== codeMd5(file))
        .map(([path]) => path),
    );
    const begins = async () => {
      const isCode = (path: string) => code.has(path) || path in files;
      const now = await dataRead(workspace, selected.pipeline, selected.stages, isCode);
      const since = Object.keys(queued.data).filter((path) => now[path] !== queued.data[path]);
      codes.tell('data-since-queued', since);
    };
    const outcome = await runOne(
      { workspace, book, options: { ...rest, ...chosen } },
      name,
      set,
      { texts, code, made: madeBy(selected.stages) },
      { baseline: queued.code === null ? null : queue.code(queued.code).baseline, begins },
    );
    if (outcome.state === 'recorded') queue.remove(name);
    else queue.save({ ...queued, failure: outcome.error! });
    return outcome;
  } catch (error) {
    if (!(error instanceof DomainError) || error.code === 'pipeline/interrupted') throw error;
    const failure = { code: error.code, message: error.message };
    queue.save({ ...queued, failure });
    return { name, state: 'failed', set, run: null, error: failure };
  }
}

async function selectedStages(
  workspace: Session['workspace'],
  chosen: StageSelection,
  read: (file: string) => Promise<string | null>,
): Promise<{ pipeline: Pipeline; stages: StageSpec[] }> {
  const loaded = await readPipeline(workspace, {}, undefined, read);
  return { pipeline: loaded.pipeline, stages: selectStages(loaded, chosen).stages };
}

/** Outputs that a run replaces whole: one that persists goes on from what lies there, and a frozen stage makes none. */
const madeBy = (stages: readonly StageSpec[]): Set<string> =>
  new Set(
    stages
      .filter(({ frozen }) => !frozen)
      .flatMap(({ outputs }) => outputs.filter(({ persist }) => !persist).map(({ path }) => path)),
  );
