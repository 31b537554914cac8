/** The lines that docs/learning.md shows run as they stand, in a project that has Docket as a dependency. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { learnTexts, openClassifier } from '#composition/text-classifier.js';
import { testLong } from '../../support/long-tests.js';

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

testLong('a search is made in worker threads, and told', async () => {
  const project = await mkdtemp(join(tmpdir(), 'docket-test-library-'));
  const script = `import { learnTexts } from 'docket/learning';
    const texts = ['amount due total', 'dear miss miller'].flatMap((text, label) =>
      [...'abcdef'].map((extra) => ({ label: String(label), text: text + ' ' + extra.repeat(3) })));
    const told = [];
    const { labels } = await learnTexts(texts, { search: { trials: 2, folds: 2 } }, { log: (line) => told.push(line) });
    console.log(JSON.stringify({ labels, told }));`;
  try {
    await mkdir(join(project, 'node_modules'));
    await symlink(resolve('.'), join(project, 'node_modules', 'docket'));
    await writeFile(join(project, 'search.mjs'), script);
    const { stdout } = await run(process.execPath, ['search.mjs'], { cwd: project });
    const { labels, told } = JSON.parse(stdout);
    expect(labels).toEqual(['0', '1']);
    expect(told.filter((line: string) => line.startsWith('trial '))).toHaveLength(2);
  } finally {
    await rm(project, { recursive: true });
  }
});

testLong('a packed copy type-checks in a project of its own, and runs', async () => {
  const [, example] = (await readFile(resolve('docs/learning.md'), 'utf8')).match(/```ts\n([\s\S]*?)```/)!;
  const project = await mkdtemp(join(tmpdir(), 'docket-test-library-'));
  const tsc = resolve('node_modules/typescript/bin/tsc');
  try {
    await run(process.execPath, [resolve('bin/build-types.mjs')]);
    await run('npm', ['pack', '--ignore-scripts', '--pack-destination', project]);
    await run('sh', ['-c', 'tar -xzf docket-*.tgz && mkdir node_modules && mv package node_modules/docket'], {
      cwd: project,
    });
    await symlink(resolve('node_modules'), join(project, 'node_modules', 'docket', 'node_modules'));
    await symlink(resolve('node_modules', '@types'), join(project, 'node_modules', '@types'));
    await writeFile(join(project, 'package.json'), '{"type":"module"}');
    const options = { module: 'nodenext', moduleResolution: 'nodenext', target: 'es2022', strict: true };
    const types = { types: ['node'], skipLibCheck: true, outDir: 'out', noEmitOnError: true };
    await writeFile(
      join(project, 'tsconfig.json'),
      JSON.stringify({ compilerOptions: { ...options, ...types }, files: ['measure.ts'] }),
    );
    await writeFile(join(project, 'measure.ts'), example!);
    await run(process.execPath, [tsc, '-p', project]);
    const { stdout } = await run(process.execPath, [join(project, 'out', 'measure.js')]);
    expect(stdout).toMatch(/^[01](\.\d+)? \[ 0\.\d+, [01](\.\d+)? \]/);
    expect(stdout).toMatch(/^(better|worse|cannot tell)$/m);
    const wrong = example!.replace('cost: 5', "cost: 'much'");
    await writeFile(join(project, 'measure.ts'), wrong);
    await expect(run(process.execPath, [tsc, '-p', project])).rejects.toMatchObject({
      stdout: expect.stringContaining("Type 'string' is not assignable to type 'number"),
    });
  } finally {
    await rm(project, { recursive: true });
  }
});
