/** Refuses to set what no stage of the run reads: such experiments would differ in nothing. */
import { isDeepStrictEqual } from 'node:util';
import { assignedTexts, assignmentOf, CHANGEABLE } from '#config/assign-params.js';
import { PARAMS } from '#config/params-file.js';
import { loadProject } from '#config/pipelines/read-project.js';
import { type ReadText, textsOf } from '#config/read-text.js';
import { DomainError } from '#contracts/domain-error.js';
import { didYouMean } from '#contracts/nearest-name.js';
import type { Pipeline, StageSpec } from '#contracts/pipeline.js';
import { stageAddress } from '#contracts/stage-address.js';
import type { Workspace } from '../open-workspace.js';
import { type ReproduceOptions, readPipeline } from '../reproduce.js';
import { selectStages } from '../workspace-pipeline.js';

/**
 * @param sweep the assignments of each experiment
 * @throws DomainError 'config/invalid' with `details.usage`, which names what would read it
 */
export async function refuseUnread(
  workspace: Workspace,
  options: ReproduceOptions,
  sweep: readonly (readonly string[])[],
): Promise<void> {
  const written = new Set(sweep.flat());
  if (written.size === 0) return;
  // What else is wrong with the pipeline is told when the workspace is held.
  const loaded = await readPipeline(workspace, options).catch(() => null);
  if (loaded === null) return;
  const { stages } = selectStages(loaded, options);
  const running = stages.filter(({ frozen }) => !frozen);
  const told = new Set<string>();
  for (const each of written) {
    const key = each.slice(0, each.indexOf('='));
    if (told.has(key)) continue;
    told.add(key);
    if (running.some((stage) => reads(stage, each)) || (await fillsIn(workspace, running, each))) continue;
    throw unread(loaded.pipeline, each);
  }
}

const keyOf = (written: string): { file: string; key: string } => {
  const { file, assignment } = assignmentOf(written);
  return { file, key: assignment.slice(0, assignment.indexOf('=')) };
};

function reads({ params }: StageSpec, written: string): boolean {
  const { file, key } = keyOf(written);
  const isMeant = (each: string) => key === each || key.startsWith(`${each}.`) || each.startsWith(`${key}.`);
  return params.some((spec) => spec.file === file && (spec.keys.length === 0 || spec.keys.some(isMeant)));
}

/** Whether a `${}` of one of the stages takes it, of which nothing but its value is left in them. */
async function fillsIn(
  { directory, pipelineFiles }: Workspace,
  stages: readonly StageSpec[],
  written: string,
): Promise<boolean> {
  const there = textsOf(directory);
  const files = await pipelineFiles();
  const key = written.slice(0, written.indexOf('='));
  const own = stages.filter(({ source }) => source === undefined);
  // The value itself may be the present one.
  for (const tried of [written, `${key}=another-value`]) {
    const texts = await assignedTexts(there, [tried]).catch(() => null);
    if (texts === null) continue;
    const assigned: ReadText = async (file) => texts.get(file) ?? there(file);
    const pipeline = await loadProject(assigned, files).catch(() => null);
    const now = own.map(({ name }) => pipeline?.stages.find((stage) => stage.name === name));
    if (!isDeepStrictEqual(now, own)) return true;
  }
  return false;
}

function unread({ file: chosen, stages, pipelines }: Pipeline, written: string): DomainError {
  const { file, key } = keyOf(written);
  const name = file === PARAMS ? key : `${file}:${key}`;
  const usage = (message: string) =>
    new DomainError('config/invalid', `--set ${written}: ${message}`, { usage: true });
  const others = stages.filter((stage) => reads(stage, written));
  const [other] = others;
  if (other === undefined) {
    const readable = stages.flatMap(({ params }) => params).filter((spec) => CHANGEABLE.test(spec.file));
    const known = readable.flatMap((spec) =>
      spec.keys.map((each) => (spec.file === PARAMS ? each : `${spec.file}:${each}`)),
    );
    const all = [...new Set(known)].sort().join(', ') || 'none';
    return usage(`no stage reads the param '${name}'.${didYouMean(name, known)} Stages read: ${all}.`);
  }
  const who = `no stage of this run reads '${name}', but ${others.map((stage) => `'${stage.name}'`).join(', ')} would.`;
  if (others.every(({ frozen }) => frozen)) return usage(`${who} Take 'frozen: true' from it first.`);
  if (other.uses !== null && other.outputs.length === 0)
    return usage(`${who} It works on demand, not in runs: set it in ${file}.`);
  const address = stageAddress(chosen, other.name).file;
  const ways = [
    ...Object.keys(pipelines)
      .filter((group) => pipelines[group]!.includes(other.name))
      .map((group) => `--pipeline ${group}`),
    ...(address === chosen ? [] : ['-P']),
    `docket exp run ${address === chosen ? other.name : address} --set ${written}`,
  ];
  return usage(`${who} Run that, too: ${ways.join(', or ')}.`);
}
