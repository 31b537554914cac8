/** `docket exp push` and `pull`: experiments between machines, their data by the remote, their records by git. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { refOf } from '#adapters/experiment-store/git-experiment-store.js';
import type { GitRepository } from '#adapters/git-repository.js';
import { DomainError } from '#contracts/domain-error.js';
import type { ErrorCode } from '#contracts/error-codes.js';
import { objectKey } from '#core/transfer/object-key.js';
import { directoryNames } from '../directory-names.js';
import { fetchObjects } from '../fetch-objects.js';
import type { Workspace } from '../open-workspace.js';
import { type MutexOptions, underMutex } from '../pull-data.js';
import { pushObjects } from '../push-objects.js';
import { throughRemotes } from '../through-remotes.js';
import type { TransferOptions, TransferResult } from '../transfer-options.js';
import { type Experiment, ExperimentBook, ofOther } from './experiment-book.js';
import { type ExperimentObjects, type ObjectPlace, objectsOf } from './experiment-objects.js';
import { experimentsOn, repositoryWith, unknownThere } from './experiment-server.js';

export interface ShareOptions extends TransferOptions {
  /** Of git. */
  gitRemote: string;
}

export interface SharedExperiments {
  experiments: string[];
  /** Those that stay where they are, each with its reason and remedy. */
  refused: { name: string; code: ErrorCode; message: string }[];
  data: TransferResult;
  /** Of those that were pushed, outputs with `push: false`: a restore elsewhere lacks them. */
  withheld: { path: string; experiments: string[] }[];
}

/**
 * What can be refused is asked first, then data goes before records: whoever sees an experiment can restore it. One that cannot go
 * keeps no other back.
 * @param names empty: all
 * @throws DomainError 'experiment/unknown', 'git/unavailable', 'git/failed', and those of the remote
 */
export async function pushExperiments(
  workspace: Workspace,
  names: readonly string[],
  { gitRemote, ...transfer }: ShareOptions,
): Promise<SharedExperiments> {
  const git = await repositoryWith(gitRemote, workspace);
  const book = new ExperimentBook(workspace);
  const chosen =
    names.length > 0 ? await Promise.all(names.map((name) => book.find(name))) : await book.list();
  const refused: SharedExperiments['refused'] = [];
  const readable: (ExperimentObjects & { experiment: Experiment })[] = [];
  const old: ObjectsOfAll['old'] = new Map();
  for (const experiment of chosen) {
    const { name } = experiment;
    try {
      if (experiment.baseline === null) throw recordedOutside(name);
      const found = await objectsOf(workspace, book.state(experiment), experiment);
      for (const { path, md5 } of found.old) old.set(md5, { path, name });
      readable.push({ experiment, ...found });
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      refused.push({ name, code: error.code, message: error.message });
    }
  }
  const there = new Map(
    readable.length === 0 ? [] : (await experimentsOn(git, gitRemote)).map(({ ref, id }) => [ref, id]),
  );
  const free = readable.filter(({ experiment: { baseline, name, id } }) => {
    const other = there.get(refOf(baseline!, name)) ?? id;
    if (other === id) return true;
    refused.push({
      ...{ name, code: 'experiment/exists' },
      message: `Experiment '${name}' was not pushed: ${gitRemote} has another one of that name, on the same commit. Remove that (docket exp remove --git-remote ${gitRemote} ${name}), or record this one by another name: docket exp restore ${name}, docket exp save NEW-NAME.`,
    });
    return false;
  });
  const push = (experiments: readonly Experiment[], ...options: string[]) => {
    const refs = experiments.map(({ baseline, name, id }) => `${id}:${refOf(baseline!, name)}`);
    return git.run(['push', '--quiet', ...options, gitRemote, ...refs]);
  };
  // A server that takes nothing from this user says so before gigabytes are sent; hooks are asked by the push itself.
  if (free.length > 0)
    await push(
      free.map(({ experiment }) => experiment),
      '--dry-run',
      '--no-verify',
    );
  const places = free.flatMap((each) => each.places);
  const sent = await throughPlaces(workspace, places, transfer.remote, (names, remote) =>
    pushObjects(workspace, names, { ...transfer, remote }),
  );
  const data = toldAsOld(sent, old, 'push');
  const failed = new Map(data.failed.map((failure) => [failure.name, failure]));
  const whole: typeof free = [];
  for (const each of free) {
    const { experiment, objects: own } = each;
    const unsent = await unsentOf(workspace, own, failed);
    if (unsent.length === 0) whole.push(each);
    else {
      const { code, message } = unsent[0]!;
      const where = await elsewhere(git, unsent);
      const remedy =
        where === null
          ? message
          : `its data lies in the cache of another working tree, ${where}. Run there: docket exp push ${experiment.name}.`;
      refused.push({
        ...{ name: experiment.name, code },
        message: `Experiment '${experiment.name}' was not pushed, as nobody could restore it: ${remedy}`,
      });
    }
  }
  if (whole.length > 0)
    await push(whole.map(({ experiment }) => experiment)).catch((error) => {
      throw afterData(error, data);
    });
  return {
    ...{ experiments: whole.map(({ experiment }) => experiment.name), refused, data },
    withheld: withheldOf(whole),
  };
}

/** What git refuses then leaves data on the remote that no experiment there names yet. */
function afterData(error: unknown, { done, address }: TransferResult): unknown {
  if (!(error instanceof DomainError) || done === 0) return error;
  const message = `${error.message}\nIts data was sent before (${done} object${done === 1 ? '' : 's'}, ${address}) and does no harm there: the next push need not send it again, and \`docket gc --remote\` takes away what is never used.`;
  return new DomainError(error.code, message, error.details, { cause: error });
}

function withheldOf(pushed: readonly ExperimentObjects[]): SharedExperiments['withheld'] {
  const paths = new Map<string, string[]>();
  for (const { name, unsent } of pushed)
    for (const path of unsent) paths.set(path, [...(paths.get(path) ?? []), name]);
  return [...paths].map(([path, experiments]) => ({ path, experiments }));
}

const recordedOutside = (name: string): DomainError =>
  new DomainError(
    'git/unavailable',
    `Experiment '${name}' was not pushed: it was recorded before this was a git repository with a commit. Record it anew: docket exp restore ${name}, docket exp save NEW-NAME, docket exp remove ${name}; then docket exp push NEW-NAME.`,
  );

type Failures = ReadonlyMap<string, TransferResult['failed'][number]>;

/** What of an experiment is not on the remote; of a directory, its files first, which tell more. */
async function unsentOf(
  workspace: Workspace,
  objects: readonly string[],
  failed: Failures,
): Promise<TransferResult['failed']> {
  if (failed.size === 0) return [];
  const names = new Set<string>();
  for (const name of objects) {
    if (name.endsWith('.dir'))
      for (const file of (await directoryNames(workspace, name)) ?? []) names.add(file);
  }
  for (const name of objects) names.add(name);
  return [...names].flatMap((name) => failed.get(name) ?? []);
}

/** @returns the working tree of the same repository whose cache has what is missing here */
async function elsewhere(git: GitRepository, missing: TransferResult['failed']): Promise<string | null> {
  const absent = missing.filter(({ code }) => code === 'cache/missing-object').map(({ name }) => name);
  if (absent.length === 0) return null;
  const prefix = await git.prefix();
  for (const { directory, bare } of await git.workingTrees()) {
    const caches = ['.docket/cache', '.dvc/cache'].map((cache) => join(directory, prefix, cache));
    if (!bare && caches.some((cache) => absent.some((name) => existsSync(join(cache, objectKey(name))))))
      return join(directory, prefix);
  }
  return null;
}

/** @param names empty: all that the server has. @throws as {@link pushExperiments} */
export async function pullExperiments(
  workspace: Workspace,
  names: readonly string[],
  { gitRemote, ...options }: ShareOptions & Omit<MutexOptions, 'command'>,
): Promise<SharedExperiments> {
  const git = await repositoryWith(gitRemote, workspace);
  const there = await experimentsOn(git, gitRemote);
  const unknown = unknownThere(gitRemote, names, there);
  if (unknown !== null) throw unknown;
  const wanted = there.filter(({ name }) => names.length === 0 || names.includes(name));
  const here = new Map((await new ExperimentBook(workspace).refs()).map(({ ref, id }) => [ref, id]));
  const refused = wanted
    .filter(({ ref, id }) => (here.get(ref) ?? id) !== id)
    .map(({ name }) => ({
      ...{ name, code: 'experiment/exists' as const },
      message: `Experiment '${name}' was not pulled: another one of that name, on the same commit, is here. Forget the one here (docket exp remove ${name}), or take the other from the server (docket exp remove --git-remote ${gitRemote} ${name}).`,
    }));
  const refs = wanted.filter(({ ref, id }) => (here.get(ref) ?? id) === id).map(({ ref }) => ref);
  if (refs.length > 0) await git.run(['fetch', '--quiet', gitRemote, ...refs.map((ref) => `${ref}:${ref}`)]);
  return underMutex(workspace, { ...options, command: 'docket exp pull' }, async (signal) => {
    const book = new ExperimentBook(workspace);
    const chosen = (await book.list()).filter(
      ({ baseline, name }) => baseline !== null && refs.includes(refOf(baseline, name)),
    );
    const others = await book.others();
    const other = others.find(
      ({ name }) => names.includes(name) && !chosen.some((each) => each.name === name),
    );
    if (other !== undefined) throw ofOther(other.name, other.project);
    const { places, old } = await objectsOfAll(workspace, book, chosen);
    const fetched = await throughPlaces(workspace, places, options.remote, (names, remote) =>
      fetchObjects(workspace, names, { ...options, signal, remote }),
    );
    const data = toldAsOld(fetched, old, 'pull');
    return { experiments: chosen.map(({ name }) => name), refused, data, withheld: [] };
  });
}

const throughPlaces = (
  workspace: Workspace,
  places: readonly ObjectPlace[],
  asked: TransferOptions['remote'],
  carry: (names: Set<string>, remote: TransferOptions['remote']) => Promise<TransferResult>,
): Promise<TransferResult> =>
  throughRemotes(workspace, places, { asked, remoteOf: ({ remote }) => remote }, (group, remote) =>
    carry(new Set(group.map(({ md5 }) => md5)), remote),
  );

interface ObjectsOfAll {
  places: ObjectPlace[];
  /** By md5: the path that DVC 2 recorded with it, and the experiment. */
  old: Map<string, { path: string; name: string }>;
}

async function objectsOfAll(
  workspace: Workspace,
  book: ExperimentBook,
  experiments: readonly Experiment[],
): Promise<ObjectsOfAll> {
  const all: ObjectsOfAll = { places: [], old: new Map() };
  for (const experiment of experiments) {
    const { places, old } = await objectsOf(workspace, book.state(experiment), experiment);
    all.places.push(...places);
    for (const { path, md5 } of old) all.old.set(md5, { path, name: experiment.name });
  }
  return all;
}

/** What DVC 2 recorded is here or there only where its hash is today's; else no `docket repro` or `pull` would help. */
function toldAsOld(
  data: TransferResult,
  old: ObjectsOfAll['old'],
  direction: 'push' | 'pull',
): TransferResult {
  const failed = data.failed.map((failure): TransferResult['failed'][number] => {
    const of = old.get(failure.name);
    if (of === undefined || !failure.code.endsWith('/missing-object')) return failure;
    const { path, name } = of;
    const way =
      direction === 'push'
        ? `\`dvc exp push\` sends the experiment as it is; or record it anew: git checkout of its commit, \`docket repro --force\`, \`docket exp save NAME\`.`
        : `\`dvc exp pull\` brings it as it is; or make it anew: \`docket exp run\` with the same --set.`;
    return {
      ...{ name: failure.name, code: 'remote/old-hash' },
      message: `${path} of experiment '${name}': DVC 2 recorded it (without 'hash: md5'), under a hash that Docket can neither send nor fetch. ${way}`,
    };
  });
  return { ...data, failed };
}
