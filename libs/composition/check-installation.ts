/** Looks at everything that Docket needs and says what is missing: the substance of `docket doctor`. */
import { accessSync, constants, existsSync, readdirSync, statfsSync, statSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { GitRepository } from '#adapters/git-repository.js';
import { readCacheConfig } from '#config/cache-config.js';
import { unknownSettings } from '#config/settings.js';
import { DomainError } from '#contracts/domain-error.js';
import { checkTransport } from './check-transport.js';
import { experimentNames } from './experiments/describe-experiments.js';
import { interruptedWords, interruptedWork } from './experiments/interrupted-work.js';
import { type Finding, failed, ok, problem, warning } from './finding.js';
import { isOpenToAll } from './keep-state-private.js';
import { checkRemote, listRemotes } from './manage-remotes.js';
import { ChosenModel, heldVersion } from './models/chosen-model.js';
import { modelDirectory } from './open-classifier.js';
import { shownAddress } from './open-database.js';
import { findWorkspace, openWorkspace, type Workspace } from './open-workspace.js';
import { PLATFORM_FILE, runningPlatform } from './platform-address.js';
import { readPipeline } from './reproduce.js';
import { openToolbox } from './stage-toolbox.js';
import { docketVersion } from './workspace-origin.js';

/** Less than this and the cache of a few thousand scans does not fit. */
const SCARCE_BYTES = 1e9;
const LEAST_NODE = [20, 19] as const;

export async function checkInstallation(cwd: string): Promise<Finding[]> {
  const findings = [versions()];
  let workspace: Workspace;
  try {
    workspace = await openWorkspace(findWorkspace(cwd));
  } catch (error) {
    return [...findings, failed('workspace', error)];
  }
  findings.push(ok('workspace', workspace.directory));
  for (const check of [
    settings,
    writable,
    closed,
    git,
    pipeline,
    engines,
    documents,
    model,
    database,
    transport,
    remote,
    disk,
    holder,
    interrupted,
    platform,
  ]) {
    try {
      findings.push(...(await check(workspace)));
    } catch (error) {
      findings.push(failed(check.name, error));
    }
  }
  return findings;
}

function versions(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const old = major < LEAST_NODE[0] || (major === LEAST_NODE[0] && minor < LEAST_NODE[1]);
  const finding = `Docket ${docketVersion()} on Node ${process.versions.node}, ${process.platform}-${process.arch}`;
  return old
    ? problem('versions', finding, `Install Node ${LEAST_NODE.join('.')} or newer.`)
    : ok('versions', finding);
}

async function settings({ directory }: Workspace): Promise<Finding[]> {
  const remedy = 'Mend its name, or unset it, where it is set: in the environment or in .env.';
  return unknownSettings(directory).map((finding) => warning('settings', finding, remedy));
}

/** What Docket keeps and the files that a run writes beside it. */
async function writable({ directory, state, settings }: Workspace): Promise<Finding[]> {
  const cache = readCacheConfig(directory, settings.cacheLinks).directory;
  const remedy =
    'Nothing can run or start here: give this user the right to write there, or mount it to be written to.';
  const closed = new Map<string, string>();
  for (const place of [directory, state, cache].map(existingAbove)) {
    try {
      accessSync(place, constants.W_OK);
    } catch (error) {
      closed.set(place, (error as NodeJS.ErrnoException).code ?? String(error));
    }
  }
  // A place under one that is named already is told with it.
  const places = [...closed].filter(
    ([place]) => place === directory || !closed.has(directory) || !place.startsWith(directory + sep),
  );
  return places.map(([place, code]) =>
    problem('write access', `${place} may not be written to (${code})`, remedy),
  );
}

/** Uploads, their texts and the database lie there. */
async function closed({ state }: Workspace): Promise<Finding[]> {
  if (!isOpenToAll(state)) return [];
  const remedy = `The next start or run closes it where it is this user's; else have its owner do so: chmod 700 ${state}`;
  return [warning('.docket', `every account of this machine may look into ${state}`, remedy)];
}

/** Everything but history works without. */
async function git({ directory }: Workspace): Promise<Finding[]> {
  try {
    return [ok('git', await GitRepository.version(directory))];
  } catch (error) {
    const finding = failed('git', error).finding;
    return [
      warning(
        'git',
        finding,
        'Experiments, comparing revisions and `--commit` need it; all else works without.',
      ),
    ];
  }
}

async function pipeline(workspace: Workspace): Promise<Finding[]> {
  const { pipeline: read } = await readPipeline(workspace);
  return [ok(workspace.pipelineFile, `${read.stages.length} stages, no problem found`)];
}

async function engines(workspace: Workspace): Promise<Finding[]> {
  const toolbox = openToolbox(workspace);
  try {
    const engine = await toolbox.describe('ocr');
    return [ok('OCR engine', `${engine} (DOCKET_OCR_ENGINE=${workspace.settings.ocrEngine})`)];
  } catch (error) {
    const remedy = 'Set DOCKET_OCR_ENGINE=auto, or install tesseract-ocr with its languages.';
    return [{ ...failed('OCR engine', error), remedy }];
  } finally {
    await toolbox.close();
  }
}

/** A pipeline of commands alone needs neither documents nor a model; of one that cannot be read nobody knows. */
const worksOnDocuments = (workspace: Workspace): Promise<boolean> =>
  readPipeline(workspace).then(
    ({ pipeline: { stages } }) => stages.some(({ uses }) => uses !== null),
    () => true,
  );

async function documents(workspace: Workspace): Promise<Finding[]> {
  if (!(await worksOnDocuments(workspace))) return [];
  const { directory } = workspace;
  const raw = join(directory, 'data', 'raw');
  const classes = existsSync(raw)
    ? readdirSync(raw, { withFileTypes: true }).filter(
        (entry) => entry.isDirectory() && !entry.name.startsWith('.'),
      )
    : [];
  const counts = classes.map(({ name }) => {
    const entries = readdirSync(join(raw, name), { recursive: true, withFileTypes: true });
    return { name, files: entries.filter((entry) => entry.isFile()).length };
  });
  const total = counts.reduce((sum, { files }) => sum + files, 0);
  const subject = 'data/raw';
  const remedy = 'Put scans into data/raw/<class>/, one folder for each class, at least two of each.';
  if (total === 0) return [warning(subject, 'no documents yet', remedy)];
  const finding = `${total} documents in ${counts.length} classes`;
  if (counts.length < 2) return [warning(subject, finding, remedy)];
  const few = counts.filter(({ files }) => files < 2).map(({ name }) => name);
  if (few.length === 0) return [ok(subject, finding)];
  return [warning(subject, `${finding}; fewer than two in ${few.join(', ')}`, remedy)];
}

async function model(workspace: Workspace): Promise<Finding[]> {
  const subject = 'model';
  const folder = await modelDirectory(workspace).catch(() => null);
  // What is wrong with the pipeline has been told.
  if (folder === null) return [];
  const shown = relative(workspace.directory, folder);
  try {
    const { version, labels } = await new ChosenModel(workspace, folder).current();
    const held = await heldVersion(workspace, folder);
    const where = held === null ? shown : 'chosen in the registry:';
    return [ok(subject, `${where} ${version}, ${labels.length} classes`)];
  } catch (error) {
    const remedy = '`docket repro` trains one.';
    if (!(error instanceof DomainError) || error.code !== 'model/missing') return [failed(subject, error)];
    if (!existsSync(folder))
      return (await worksOnDocuments(workspace)) ? [warning(subject, 'none yet', remedy)] : [];
    // Its signature is written last.
    return [problem(subject, `${shown} is there, but not the whole of it`, remedy)];
  }
}

/** Of PostgreSQL. */
const LEAST_SERVER = 14;

async function database({ settings: { databaseUrl }, state }: Workspace): Promise<Finding[]> {
  const subject = 'database';
  if (databaseUrl === undefined) {
    const directory = join(state, 'db');
    const made = existsSync(directory) ? directory : 'made by the first start';
    return [ok(subject, `embedded, ${made}; DOCKET_DATABASE_URL names a server instead`)];
  }
  const { serverVersion } = await import('#adapters/database/server-version.js');
  const where = shownAddress(databaseUrl);
  const major = Math.floor((await serverVersion(databaseUrl, where)) / 10_000);
  const finding = `${where} answers, PostgreSQL ${major}`;
  if (major >= LEAST_SERVER) return [ok(subject, finding)];
  return [problem(subject, finding, `Take a server of version ${LEAST_SERVER} or newer.`)];
}

const transport = (workspace: Workspace): Promise<Finding[]> => checkTransport(workspace);

/** Milliseconds that doctor waits for a remote. */
const REMOTE_PATIENCE = 5_000;

async function remote(workspace: Workspace): Promise<Finding[]> {
  const subject = 'remote';
  const chosen = (await listRemotes(workspace)).find((each) => each.default);
  if (chosen === undefined) {
    const remedy = '`docket remote add NAME URL` keeps data where other people and machines reach it.';
    return [{ ...ok(subject, 'none yet'), remedy }];
  }
  const signal = AbortSignal.timeout(REMOTE_PATIENCE);
  try {
    const { address, seconds } = await checkRemote(workspace, undefined, signal);
    return [ok(subject, `${address} can be read and written (${seconds.toFixed(2)} s)`)];
  } catch (error) {
    if (!signal.aborted) return [failed(subject, error)];
    return [problem(subject, `${chosen.url} does not answer`, 'Check server and network.')];
  }
}

/** What a run writes to may lie on several disks; each is told once, with what lies on it. */
async function disk(workspace: Workspace): Promise<Finding[]> {
  const { directory, state, scratch, settings } = workspace;
  const outputs = await readPipeline(workspace).then(
    ({ pipeline: { stages } }) => stages.flatMap((stage) => stage.outputs.map(({ path }) => path)),
    // What is wrong with the pipeline has been told.
    () => [],
  );
  const cache = readCacheConfig(directory, settings.cacheLinks).directory;
  const places = [directory, state, scratch, cache, ...outputs.map((path) => join(directory, path))];
  const disks = new Map<number, { free: number; holds: string[] }>();
  for (const place of places) {
    const there = existingAbove(place);
    const { dev } = statSync(there);
    const { bavail, bsize } = statfsSync(there);
    const found = disks.get(dev) ?? { free: bavail * bsize, holds: [] };
    disks.set(dev, found);
    const told = found.holds.some((above) => place === above || place.startsWith(above + sep));
    if (!told) found.holds.push(place);
  }
  return [...disks.values()].map(({ free, holds }) => {
    const amount = free < 1e9 ? `${(free / 1e6).toFixed(1)} MB` : `${(free / 1e9).toFixed(1)} GB`;
    const finding = `${amount} free in ${holds.join(', ')}`;
    if (free > SCARCE_BYTES) return ok('disk', finding);
    return warning('disk', finding, 'Free some space: the cache keeps a copy of every result.');
  });
}

/** Where a directory that is not made yet will lie. */
const existingAbove = (path: string): string => (existsSync(path) ? path : existingAbove(dirname(path)));

async function holder({ mutex }: Workspace): Promise<Finding[]> {
  const held = await mutex.holder();
  const subject = 'runs';
  if (held === null) return [ok(subject, 'no run is going on')];
  const finding = `\`${held.command}\` (process ${held.pid}) since ${held.since}`;
  if (held.unseen === undefined) return [ok(subject, finding)];
  return [
    warning(
      subject,
      `${finding} of another machine or container, or of before a restart, claims the workspace`,
      `If it is no longer running, remove ${held.unseen}; a run that waits does so after a minute without a sign of life.`,
    ),
  ];
}

/** What a killed command left, and experiments that wait. */
async function interrupted(workspace: Workspace): Promise<Finding[]> {
  const work = await interruptedWork(workspace);
  if (work !== null) return [warning('interrupted', ...interruptedWords(work))];
  const waiting = (await experimentNames(workspace)).queued;
  if (waiting.length === 0) return [];
  const remedy = '`docket exp run --run-all` runs what waits, `docket exp remove --queue` forgets it.';
  return [{ ...ok('experiments', `queued: ${waiting.join(', ')}`), remedy }];
}

async function platform(workspace: Workspace): Promise<Finding[]> {
  const running = await runningPlatform(workspace);
  if (running !== null) return [ok('platform', `answers at ${running.url}`)];
  if (!existsSync(join(workspace.state, PLATFORM_FILE)))
    return [ok('platform', 'not running (`docket start` starts it)')];
  const remedy = 'It was probably killed; `docket start` starts it anew.';
  return [warning('platform', 'does not answer where it said that it listens', remedy)];
}
