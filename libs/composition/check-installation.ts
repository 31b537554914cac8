/** Looks at everything that Docket needs and says what is missing: the substance of `docket doctor`. */
import { existsSync, readdirSync, readFileSync, statfsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { unknownSettings } from '#config/settings.js';
import { DomainError } from '#contracts/domain-error.js';
import { LiveModel } from './live-model.js';
import { checkRemote, listRemotes } from './manage-remotes.js';
import { modelDirectory } from './open-classifier.js';
import { findWorkspace, openWorkspace, type Workspace } from './open-workspace.js';
import { readPipeline } from './reproduce.js';
import { openToolbox } from './stage-toolbox.js';
import { docketVersion } from './workspace-origin.js';

export interface Finding {
  subject: string;
  state: 'ok' | 'warning' | 'problem';
  finding: string;
  remedy?: string;
}

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
  findings.push({ subject: 'workspace', state: 'ok', finding: workspace.directory });
  for (const check of [settings, pipeline, engines, documents, model, remote, disk, holder, platform]) {
    try {
      findings.push(...(await check(workspace)));
    } catch (error) {
      findings.push(failed(check.name, error));
    }
  }
  return findings;
}

function failed(subject: string, error: unknown): Finding {
  const message = error instanceof DomainError ? error.message : String(error);
  return { subject, state: 'problem', finding: message };
}

function versions(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const old = major < LEAST_NODE[0] || (major === LEAST_NODE[0] && minor < LEAST_NODE[1]);
  const finding = `Docket ${docketVersion()} on Node ${process.versions.node}, ${process.platform}-${process.arch}`;
  return old
    ? {
        subject: 'versions',
        state: 'problem',
        finding,
        remedy: `Install Node ${LEAST_NODE.join('.')} or newer.`,
      }
    : { subject: 'versions', state: 'ok', finding };
}

async function settings({ directory }: Workspace): Promise<Finding[]> {
  return unknownSettings(directory).map((finding) => ({
    ...{ subject: 'settings', state: 'warning', finding },
    remedy: 'Mend its name, or unset it, where it is set: in the environment or in .env.',
  }));
}

async function pipeline(workspace: Workspace): Promise<Finding[]> {
  const { pipeline: read } = await readPipeline(workspace);
  return [
    { subject: 'pipelines.yaml', state: 'ok', finding: `${read.stages.length} stages, no problem found` },
  ];
}

async function engines(workspace: Workspace): Promise<Finding[]> {
  const toolbox = openToolbox(workspace);
  try {
    return [
      {
        subject: 'OCR engine',
        state: 'ok',
        finding: `${await toolbox.describe('ocr')} (DOCKET_OCR_ENGINE=${workspace.settings.ocrEngine})`,
      },
    ];
  } catch (error) {
    const remedy = 'Set DOCKET_OCR_ENGINE=auto, or install tesseract-ocr with its languages.';
    return [{ ...failed('OCR engine', error), remedy }];
  } finally {
    await toolbox.close();
  }
}

async function documents({ directory }: Workspace): Promise<Finding[]> {
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
  if (total === 0) return [{ subject, state: 'warning', finding: 'no documents yet', remedy }];
  const finding = `${total} documents in ${counts.length} classes`;
  if (counts.length < 2) return [{ subject, state: 'warning', finding, remedy }];
  const few = counts.filter(({ files }) => files < 2).map(({ name }) => name);
  if (few.length === 0) return [{ subject, state: 'ok', finding }];
  return [{ subject, state: 'warning', finding: `${finding}; fewer than two in ${few.join(', ')}`, remedy }];
}

async function model(workspace: Workspace): Promise<Finding[]> {
  const subject = 'model';
  const folder = await modelDirectory(workspace).catch(() => null);
  // What is wrong with the pipeline has been told.
  if (folder === null) return [];
  const shown = relative(workspace.directory, folder);
  try {
    const { version, labels } = await new LiveModel(folder).current();
    return [{ subject, state: 'ok', finding: `${shown} ${version}, ${labels.length} classes` }];
  } catch (error) {
    const remedy = '`docket repro` trains one.';
    if (!(error instanceof DomainError) || error.code !== 'model/missing') return [failed(subject, error)];
    if (!existsSync(folder)) return [{ subject, state: 'warning', finding: 'none yet', remedy }];
    // Its signature is written last.
    return [{ subject, state: 'problem', finding: `${shown} is there, but not the whole of it`, remedy }];
  }
}

/** Milliseconds that doctor waits for a remote. */
const REMOTE_PATIENCE = 5_000;

async function remote(workspace: Workspace): Promise<Finding[]> {
  const subject = 'remote';
  const chosen = (await listRemotes(workspace)).find((each) => each.default);
  if (chosen === undefined) {
    const remedy = '`docket remote add NAME URL` keeps data where other people and machines reach it.';
    return [{ subject, state: 'ok', finding: 'none yet', remedy }];
  }
  const signal = AbortSignal.timeout(REMOTE_PATIENCE);
  try {
    const { address, seconds } = await checkRemote(workspace, undefined, signal);
    return [
      { subject, state: 'ok', finding: `${address} can be read and written (${seconds.toFixed(2)} s)` },
    ];
  } catch (error) {
    if (!signal.aborted) return [failed(subject, error)];
    return [
      {
        subject,
        state: 'problem',
        finding: `${chosen.url} does not answer`,
        remedy: 'Check server and network.',
      },
    ];
  }
}

async function disk({ directory }: Workspace): Promise<Finding[]> {
  const { bavail, bsize } = statfsSync(directory);
  const free = bavail * bsize;
  const finding = `${(free / 1e9).toFixed(1)} GB free`;
  if (free > SCARCE_BYTES) return [{ subject: 'disk', state: 'ok', finding }];
  return [
    {
      subject: 'disk',
      state: 'warning',
      finding,
      remedy: 'Free some space: the cache keeps a copy of every result.',
    },
  ];
}

async function holder({ mutex }: Workspace): Promise<Finding[]> {
  const held = await mutex.holder();
  const subject = 'runs';
  if (held === null) return [{ subject, state: 'ok', finding: 'no run is going on' }];
  const finding = `\`${held.command}\` (process ${held.pid}) since ${held.since}`;
  if (held.unseen === undefined) return [{ subject, state: 'ok', finding }];
  return [
    {
      subject,
      state: 'warning',
      finding: `${finding} of another machine or container, or of before a restart, claims the workspace`,
      remedy: `If it is no longer running, remove ${held.unseen}; a run that waits does so after a minute without a sign of life.`,
    },
  ];
}

async function platform({ state }: Workspace): Promise<Finding[]> {
  const file = join(state, 'platform.json');
  if (!existsSync(file))
    return [{ subject: 'platform', state: 'ok', finding: 'not running (`docket start` starts it)' }];
  const { url } = JSON.parse(readFileSync(file, 'utf8')) as { url?: string };
  const answer =
    url === undefined
      ? undefined
      : await fetch(new URL('/health/live', url), { signal: AbortSignal.timeout(2000) }).catch(
          () => undefined,
        );
  if (answer?.ok) return [{ subject: 'platform', state: 'ok', finding: `answers at ${url}` }];
  return [
    {
      subject: 'platform',
      state: 'warning',
      finding: `${url ?? file} does not answer`,
      remedy: 'It was probably killed; `docket start` starts it anew.',
    },
  ];
}
