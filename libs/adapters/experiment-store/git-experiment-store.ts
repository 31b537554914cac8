/**
 * Experiments as commits under refs/exps, where DVC 3 keeps its own, so that either tool lists the other's:
 *
 *   refs/exps/<2>/<38 of the commit it started from>/<name>  ─►  commit on top of that one: params, lock, metrics …
 *
 * No branch, index or file of the working tree is touched. What Docket alone knows stands in the commit's message.
 */
import { lstatSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { DomainError } from '#contracts/domain-error.js';
import { type ExperimentNote, ExperimentNoteSchema } from '#contracts/experiment.schema.js';
import {
  ExperimentStore,
  type NewExperiment,
  type RecordedExperiment,
  type RecordedFile,
  type TrackedCode,
  type TrackedFile,
} from '#ports/experiment-store.port.js';
import type { GitRepository } from '../git-repository.js';
import { nameTaken } from './local-experiment-store.js';

const MARK = 'Docket-Experiment: ';
/** DVC's bookkeeping below refs/exps (exec, stash, celery …) has other shapes. */
const REF = /^refs\/exps\/([0-9a-f]{2})\/([0-9a-f]{38}|[0-9a-f]{62})\/(.+)$/;

export class GitExperimentStore extends ExperimentStore {
  /** @param directory absolute, of the workspace */
  constructor(
    private readonly git: GitRepository,
    private readonly directory: string,
  ) {
    super();
  }

  /** @returns the experiment's name; null for refs that are none */
  static nameOf(ref: string): string | null {
    return REF.exec(ref)?.[3] ?? null;
  }

  override async list(): Promise<RecordedExperiment[]> {
    const prefix = await this.git.prefix();
    const all = await this.all();
    const unmarked = all.filter(({ project }) => project === undefined);
    const ours = await this.touching(unmarked, prefix);
    return all.filter((each) => (each.project === undefined ? ours.has(each.id) : each.project === prefix));
  }

  override async others(): Promise<{ name: string; project: string }[]> {
    const ours = new Set((await this.list()).map(({ id }) => id));
    return (await this.all())
      .filter(({ id }) => !ours.has(id))
      .map(({ name, project = '' }) => ({ name, project }));
  }

  /** Of every workspace in the repository. */
  async refs(): Promise<{ ref: string; id: string }[]> {
    return (await this.all()).map(({ baseline, name, id }) => ({ ref: refOf(baseline!, name), id }));
  }

  /** Of every workspace in the repository, oldest first. */
  private async all(): Promise<RecordedExperiment[]> {
    const format = '%(refname)%00%(objectname)%00%(committerdate:unix)%00%(contents)%00';
    const fields = (await this.git.run(['for-each-ref', `--format=${format}`, 'refs/exps'])).split('\0');
    const found: RecordedExperiment[] = [];
    for (let at = 0; at + 3 < fields.length; at += 4) {
      const [, two = '', rest = '', name = ''] = REF.exec(fields[at]!.trimStart()) ?? [];
      if (name === '') continue;
      const seconds = Number(fields[at + 2]);
      found.push({
        ...(noteOf(fields[at + 3]!) ?? foreignNote(seconds)),
        name,
        baseline: two + rest,
        id: fields[at + 1]!,
      });
    }
    return found.sort((left, right) =>
      left.created < right.created ? -1 : left.created > right.created ? 1 : 0,
    );
  }

  /** @returns of those whose note says no workspace (DVC's, and of old) the ones that changed something in this one */
  private async touching(experiments: readonly RecordedExperiment[], prefix: string): Promise<Set<string>> {
    const ids = experiments.map(({ id }) => id);
    if (ids.length === 0 || prefix === '') return new Set(ids);
    const known = new Set(ids);
    const text = await this.git.run(
      ['diff-tree', '--stdin', '-r', '-m', '--name-only', '--format=commit %H', '--', '.'],
      ids.map((id) => `${id}\n`).join(''),
    );
    const touched = text.split('\n').map((line) => line.replace(/^commit /, ''));
    return new Set(touched.filter((line) => known.has(line)));
  }

  override async check(): Promise<void> {
    await this.git.identity();
  }

  /** What differs among the files that git tracks: code that no stage names is part of the commit too. */
  override async code(baseline?: string | null): Promise<TrackedCode> {
    const since = baseline ?? (await this.git.commitOf('HEAD'));
    const changed = new Map<string, TrackedFile>();
    if (since === null) return { baseline: null, changed };
    const names = await this.git.list([
      ...['diff', '--name-only', '--no-renames', '--relative', '-z', since, '--', '.'],
    ]);
    for (const path of names) {
      const absolute = join(this.directory, path);
      const stats = lstatSync(absolute, { throwIfNoEntry: false });
      if (stats === undefined) changed.set(path, null);
      else if (stats.isSymbolicLink())
        changed.set(path, { bytes: Buffer.from(readlinkSync(absolute)), executable: false, link: true });
      // A directory in its place is a submodule, whose commit is its own.
      else if (stats.isFile())
        changed.set(path, { bytes: readFileSync(absolute), executable: (stats.mode & 0o100) !== 0 });
    }
    return { baseline: since, changed };
  }

  override async codeAt(
    baseline: string,
    paths: readonly string[],
  ): Promise<Map<string, RecordedFile | null>> {
    const found = new Map<string, RecordedFile | null>(paths.map((path) => [path, null]));
    if (paths.length === 0) return found;
    const blobs: { path: string; blob: string; executable: boolean }[] = [];
    for (const line of await this.git.list(['ls-tree', '-r', '-z', baseline])) {
      const [mode = '', , blob = ''] = line.split(/[ \t]/, 3);
      const path = line.slice(line.indexOf('\t') + 1);
      if (!found.has(path)) continue;
      if (mode.startsWith('100')) blobs.push({ path, blob, executable: mode === '100755' });
      else found.delete(path);
    }
    const contents = await this.git.objects(blobs.map(({ blob }) => blob));
    for (const [index, { path, executable }] of blobs.entries())
      found.set(path, { bytes: contents[index]!, executable });
    return found;
  }

  override async save(
    { name, files, ...note }: NewExperiment,
    code?: TrackedCode,
  ): Promise<RecordedExperiment> {
    const { baseline, changed } = code ?? (await this.code());
    if (baseline === null) {
      throw new DomainError(
        'git/failed',
        'The repository has no commit yet to start from; make one: git add . && git commit.',
      );
    }
    const [identity, project] = await Promise.all([this.git.identity(), this.git.prefix()]);
    const ref = refOf(baseline, name);
    if ((await this.git.commitOf(ref)) !== null) throw nameTaken(name);
    const subject = `docket: experiment ${name}`;
    const message = [subject, note.set.join('\n'), `${MARK}${JSON.stringify({ ...note, project })}`]
      .filter(Boolean)
      .join('\n\n');
    const changes = new Map([...changed, ...files]);
    const stream = Buffer.concat([
      Buffer.from(
        [
          'feature done',
          `commit ${ref}`,
          `author ${identity}`,
          `committer ${identity}`,
          `data ${Buffer.byteLength(message)}`,
          message,
          `from ${baseline}`,
          '',
        ].join('\n'),
      ),
      ...[...changes].flatMap(([path, change]) => changeLines(`${project}${path}`, change)),
      Buffer.from('\ndone\n'),
    ]);
    await this.git.run(['fast-import', '--quiet', '--done'], stream);
    const id = await this.git.commitOf(ref);
    if (id === null) {
      throw new DomainError('git/failed', `git kept no commit for experiment '${name}'; check: git fsck.`);
    }
    return { ...note, project, name, baseline, id };
  }

  override async read(
    experiments: readonly RecordedExperiment[],
    paths: readonly string[],
  ): Promise<Map<string, Uint8Array>[]> {
    const wanted = experiments.flatMap(({ id }) => paths.map((path) => ({ commit: id, path })));
    const contents = await this.git.read(wanted);
    return experiments.map((_, index) => {
      const files = new Map<string, Uint8Array>();
      for (const [offset, path] of paths.entries()) {
        const content = contents[index * paths.length + offset];
        if (content) files.set(path, content);
      }
      return files;
    });
  }

  override files({ id }: RecordedExperiment): Promise<string[]> {
    return this.git.filesAt(id);
  }

  override async remove({ baseline, name, id }: RecordedExperiment): Promise<void> {
    await this.git.run(['update-ref', '-d', refOf(baseline!, name), id]).catch((error: unknown) => {
      // Gone already: someone else removed it first.
      if (!/unable to resolve reference|reference is missing/.test((error as Error).message)) throw error;
    });
  }
}

/** In the language of git fast-import. */
function changeLines(path: string, change: TrackedFile): Uint8Array[] {
  const quoted = `"${path.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n')}"`;
  if (change === null) return [Buffer.from(`D ${quoted}\n`)];
  const { bytes, executable, link } = change;
  const mode = link ? '120000' : executable ? '100755' : '100644';
  return [Buffer.from(`M ${mode} inline ${quoted}\ndata ${bytes.length}\n`), bytes, Buffer.from('\n')];
}

export const refOf = (baseline: string, name: string): string =>
  `refs/exps/${baseline.slice(0, 2)}/${baseline.slice(2)}/${name}`;

function noteOf(message: string): ExperimentNote | null {
  const line = message.split('\n').findLast((each) => each.startsWith(MARK));
  try {
    return line === undefined ? null : ExperimentNoteSchema.parse(JSON.parse(line.slice(MARK.length)));
  } catch {
    return null;
  }
}

/** Of an experiment that DVC recorded. */
const foreignNote = (seconds: number): ExperimentNote => ({
  format: 'docket/experiment@1',
  created: new Date(seconds * 1000).toISOString(),
  pipeline_file: 'dvc.yaml',
  group: null,
  run_id: null,
  stages: null,
  set: [],
});
