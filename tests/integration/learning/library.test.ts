/** The lines that docs/learning.md shows run as they stand, in a project that has Docket as a dependency. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { learnTexts, openClassifier } from '#composition/text-classifier.js';

const run = promisify(execFile);

test('the example of docs/learning.md sorts texts and opens what it learned', async () => {
  const [, example] = (await readFile(resolve('docs/learning.md'), 'utf8')).match(/```js\n([\s\S]*?)```/)!;
  expect(example!.split('\n').filter((line) => line !== '').length).toBeLessThanOrEqual(10);
  const project = await mkdtemp(join(tmpdir(), 'docket-test-library-'));
  try {
    await mkdir(join(project, 'node_modules'));
    await symlink(resolve('.'), join(project, 'node_modules', 'docket'));
    await writeFile(join(project, 'sort.mjs'), example!);
    const { stdout } = await run(process.execPath, ['sort.mjs'], { cwd: project });
    expect(stdout).toMatch(/^(classified|review|rejected) \{ label: 'invoice', confidence: 0\.\d+ \} \{/);
    expect(stdout).toMatch(/\{ term: '\w/);
    expect(stdout).toMatch(/\{ label: 'letter', confidence: 0\.\d+ \}\n$/);
  } finally {
    await rm(project, { recursive: true });
  }
});

test('labels of any writing come back as they were given', async () => {
  const examples = ['Bon/Reçu', '発票'].flatMap((label) =>
    Array.from({ length: 4 }, (_, at) => ({ label, text: `${label} montant total numéro ${'abcd'[at]}` })),
  );
  const classifier = await learnTexts(examples);
  expect([...classifier.labels].sort()).toEqual(['Bon/Reçu', '発票']);
  const prediction = classifier.predict('montant 発票', 3);
  expect(prediction.labels.map(({ label }) => label).sort()).toEqual(['Bon/Reçu', '発票']);
  expect(openClassifier(classifier.bundle).predict('montant 発票', 3)).toEqual(prediction);
});

test('one class only is refused with the remedy', async () => {
  await expect(learnTexts([{ label: 'a', text: 'some words' }])).rejects.toMatchObject({
    code: 'dataset/one-class',
  });
});
