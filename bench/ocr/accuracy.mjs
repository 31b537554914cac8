/** The main job on labelled real documents: `docket init`, `docket repro` with the given split, accuracy on the test part. */
import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';

export const SETS = ['doctypes', 'public-filings-pdf', 'rvlcdip5'];
const DOCKET = resolve(import.meta.dirname, '../../bin/docket.mjs');
const run = promisify(execFile);
/** Reports of a thousand documents are long. */
const MOST_OUTPUT = 100_000_000;

const docket = (args, cwd) =>
  run(process.execPath, [DOCKET, ...args], { cwd, maxBuffer: MOST_OUTPUT }).catch((error) => error);

/** @param work folder that keeps the workspaces, so that a second run reuses what was read */
export async function accuracy(root, sets, work) {
  const manifest = readFileSync(join(root, 'manifest.csv'), 'utf8').trim().split('\n').slice(1);
  const rows = [];
  for (const set of sets) {
    const listed = manifest
      .map((line) => line.split(','))
      .filter(([path]) => path.startsWith(`images/${set}/`))
      .map(([path, , split]) => ({ path, below: path.slice(`images/${set}/`.length), split }));
    if (listed.length === 0) continue;
    const folder = workspaceOf(root, join(work, set), listed);
    const started = performance.now();
    const { stdout } = await docket(['repro', '--pipeline', 'training', '--json'], folder).then((ended) =>
      ended.stdout.trim() === '' ? Promise.reject(ended) : ended,
    );
    const seconds = (performance.now() - started) / 1000;
    const { stages } = JSON.parse(stdout);
    const read = stages.find(({ name }) => name === 'etl');
    const metrics = existsSync(join(folder, 'metrics/eval.json'))
      ? JSON.parse(readFileSync(join(folder, 'metrics/eval.json'), 'utf8'))
      : {};
    rows.push({
      set,
      documents: read.items.total,
      read: read.items.ran,
      failed: read.items.failed,
      'etl s': Math.round(read.seconds),
      'all s': Math.round(seconds),
      tested: listed.filter(({ split }) => split === 'test').length,
      accuracy: metrics.accuracy?.toFixed(3),
      'digits masked': metrics.accuracy_digits_masked?.toFixed(3),
      'macro F1': metrics.macro_f1?.toFixed(3),
    });
  }
  return rows;
}

function workspaceOf(root, folder, listed) {
  rmSync(join(folder, 'data/raw'), { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const { path, below } of listed) {
    const target = join(folder, 'data/raw', below);
    mkdirSync(dirname(target), { recursive: true });
    cpSync(join(root, path), target, { preserveTimestamps: true });
  }
  const lines = listed.map(({ below, split }) => `"${below}",${split}`);
  writeFileSync(join(folder, 'split.csv'), `path,split\n${lines.join('\n')}\n`);
  const project = resolve(import.meta.dirname, '../..');
  cpSync(join(project, 'params.yaml'), join(folder, 'params.yaml'));
  const pipelines = readFileSync(join(project, 'pipelines.yaml'), 'utf8');
  writeFileSync(
    join(folder, 'pipelines.yaml'),
    pipelines.replace('deps: [data/clean, data/extracted]', 'deps: [data/clean, data/extracted, split.csv]'),
  );
  return folder;
}
