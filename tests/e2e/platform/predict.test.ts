/** `docket predict`: answers for people and for scripts, offline, with or without a platform that runs. */
import { chmod } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import type { DocumentAnswer } from '#contracts/prediction.schema.js';
import { docket, startDocket } from '../../support/docket-process.js';
import { whitePng } from '../../support/hostile-files.js';
import { removeScratchWorkspaces, type ScratchWorkspace } from '../../support/scratch-workspace.js';
import { newDocument, trainedWorkspace, untrainedWorkspace } from '../../support/trained-workspace.js';

afterAll(removeScratchWorkspaces);

let workspace: ScratchWorkspace;
beforeAll(async () => {
  workspace = await trainedWorkspace();
  await workspace.write({
    'in/a.txt': newDocument('invoice'),
    'in/b.txt': newDocument('letter'),
    'in/bad.zip': new Uint8Array([0x50, 0x4b, 3, 4, 20, 0]),
    'in/new\nline.txt': newDocument('recipe'),
  });
});
const predict = (...args: string[]) => docket(['predict', ...args], workspace.directory);

test('good files: a table with class, confidence, runner-up and why; exit code 0', async () => {
  const { code, stdout, stderr } = await predict('in/a.txt', 'in/b.txt');
  expect(code).toBe(0);
  const [title, ...rows] = stdout.trimEnd().split('\n');
  expect(title).toMatch(/^file +status +class +confidence +runner-up +why$/);
  expect(rows).toHaveLength(2);
  expect(rows[0]).toMatch(/^in\/a\.txt +classified +invoice +\d+\.\d % +(letter|recipe) \d+\.\d % +\S/);
  expect(rows[1]).toMatch(/^in\/b\.txt +classified +letter/);
  expect(rows[1]).toMatch(/( · )?([+−]\d+\.\d\d \S.* · )+.* = \+\d+\.\d\d against (invoice|recipe)$/);
  expect(stderr).toBe('');
});

test('a bad file: its reason in its row, the others all the same; exit code 1', async () => {
  const { code, stdout } = await predict('in/a.txt', 'in/bad.zip', 'in/none.pdf', 'in/new\nline.txt');
  expect(code).toBe(1);
  const rows = stdout.trimEnd().split('\n').slice(1);
  expect(rows).toHaveLength(4);
  expect(rows[0]).toContain('invoice');
  expect(rows[1]).toMatch(/^in\/bad\.zip +failed .*zip/);
  expect(rows[2]).toMatch(/^in\/none\.pdf +failed .*check its name/);
  expect(rows[3]).toMatch(/^in\/new\\nline\.txt +classified +recipe/);
});

test('--json is one entry a file, in order, of the promised shape', async () => {
  const { code, stdout } = await predict('--json', 'in/bad.zip', 'in/b.txt', 'in');
  expect(code).toBe(1);
  const answers = JSON.parse(stdout) as DocumentAnswer[];
  expect(answers.map(({ file, status, label, error }) => [file, status, label, error?.code])).toEqual([
    ['in/bad.zip', 'failed', null, 'document/unsupported-type'],
    ['in/b.txt', 'classified', 'letter', undefined],
    ['in', 'failed', null, 'document/unreadable-file'],
  ]);
  expect(answers[1]).toEqual({
    file: 'in/b.txt',
    status: 'classified',
    label: 'letter',
    confidence: expect.any(Number),
    runner_up: { label: expect.any(String), confidence: expect.any(Number) },
    labels: expect.arrayContaining([{ label: 'recipe', confidence: expect.any(Number) }]),
    model: { name: 'classifier', version: expect.any(String) },
    pages: 1,
    language: expect.any(String),
    explanation: expect.arrayContaining([{ term: expect.any(String), weight: expect.any(Number) }]),
    score: expect.objectContaining({ label: 'letter', rest: expect.any(Number) }),
  });
  const { explanation, score, confidence, runner_up } = answers[1]!;
  const sum = (weights: readonly { weight: number }[]) =>
    weights.reduce((total, { weight }) => total + weight, score!.intercept);
  expect(sum(explanation) + score!.rest).toBeCloseTo(score!.difference, 6);
  expect(sum(score!.blocks)).toBeCloseTo(score!.difference, 6);
  expect(Math.log(confidence! / runner_up!.confidence)).toBeCloseTo(score!.difference, 6);
});

test('Ctrl-C shows what was read until then, and how many files were not; --json has an entry for these too', async () => {
  const reading = async (...options: string[]) => {
    // Plays a tesseract that hangs on its page.
    await workspace.write({
      'bin/tesseract': `#!/bin/sh
if [ "$1" = --version ]; then echo 'tesseract 5.3.0'; exit; fi
echo page >> "$(dirname "$0")/hanging"; sleep 300
`,
      'bin/hanging': '',
      'in/page.png': whitePng(400, 300),
    });
    await chmod(workspace.path('bin/tesseract'), 0o755);
    const PATH = `${workspace.path('bin')}:${process.env.PATH}`;
    // As many texts as hands, so that one is answered before a page is begun; and pages, so that b.txt never is.
    const filled = (file: string) => new Array<string>(availableParallelism() + 1).fill(file);
    const files = [...filled('in/a.txt'), ...filled('in/page.png'), 'in/b.txt'];
    const { child, ended } = startDocket(['predict', ...files, ...options], workspace.directory, {
      ...{ PATH, DOCKET_OCR_ENGINE: 'native-tesseract' },
    });
    while (!(await workspace.text('bin/hanging')).includes('page') && child.exitCode === null)
      await new Promise((wait) => setTimeout(wait, 20));
    child.kill('SIGINT');
    return { files, ...(await ended) };
  };
  const shown = await reading();
  expect(shown.code).toBe(1);
  const rows = shown.stdout.trimEnd().split('\n').slice(1);
  expect(rows.length).toBeGreaterThan(0);
  for (const row of rows) expect(row).toMatch(/^in\/a\.txt +classified +invoice/);
  const of = shown.files.length;
  expect(shown.stderr).toContain(`Stopped: ${of - rows.length} of ${of} files not read.`);

  const { files, stdout } = await reading('--json');
  const answers = JSON.parse(stdout) as DocumentAnswer[];
  expect(answers.map(({ file }) => file)).toEqual(files);
  expect(answers.some(({ label }) => label === 'invoice')).toBe(true);
  for (const { file, error } of answers)
    if (file !== 'in/a.txt') expect(error?.code).toBe('pipeline/interrupted');
});

test('without a model no file is to blame: exit code 1 and the remedy, no class', async () => {
  const { directory } = await untrainedWorkspace({ 'a.txt': 'text' });
  const { code, stdout, stderr } = await docket(['predict', '--json', 'a.txt'], directory);
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'model/missing' } });
  expect(stderr).toContain('docket repro');
});

test('no file at all is wrong use', async () => {
  expect((await predict()).code).toBe(2);
});

test('a model that was changed by hand is refused, and never answers', async () => {
  const bundle = JSON.parse(await workspace.text('models/classifier/bundle.json'));
  bundle.labels.reverse();
  await workspace.write({ 'models/classifier/bundle.json': JSON.stringify(bundle) });
  const { code, stdout } = await predict('--json', 'in/a.txt');
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'model/altered' } });
});
