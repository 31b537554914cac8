/** `docket model compare`: today's model beside that of the last commit, on the same documents. */
import { execFileSync } from 'node:child_process';
import { rename } from 'node:fs/promises';
import { docket } from '../../support/docket-process.js';
import { testLong } from '../../support/long-tests.js';
import { removeScratchWorkspaces } from '../../support/scratch-workspace.js';
import { textWorkspace } from '../../support/text-workspace.js';

afterEach(removeScratchWorkspaces);
testLong('finds the model of a commit in the cache, and names what was gained', async () => {
  // Until the last commit letters and recipes lay in each other's folders.
  const swap = (file: string) =>
    file.replace(/^(letter|recipe)\//, (folder) => (folder === 'letter/' ? 'recipe/' : 'letter/'));
  const workspace = await textWorkspace(20, swap);
  const { directory, path } = workspace;
  await workspace.write({ '.gitignore': '/.docket/\n/data/\n/models/\n' });
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], { cwd: directory });
  git('init', '-q');
  const train = () => docket(['repro', 'train', '--quiet'], directory);
  expect((await train()).code).toBe(0);
  git('add', '.');
  git('commit', '-q', '-m', 'swapped');
  await rename(path('data/raw/letter'), path('data/raw/other'));
  await rename(path('data/raw/recipe'), path('data/raw/letter'));
  await rename(path('data/raw/other'), path('data/raw/recipe'));
  expect((await train()).code).toBe(0);

  const { stdout } = await docket(['model', 'compare', 'HEAD', '--json'], directory);
  const comparison = JSON.parse(stdout);
  expect(comparison).toMatchObject({ documents: 12, second: { accuracy: 1 }, verdict: 'better', lost: [] });
  expect(comparison.gained).toHaveLength(8);
  expect(comparison.gained[0]).toMatchObject({ label: 'letter', first: 'recipe', second: 'letter' });
  expect(comparison.notes.join(' ')).toContain('learned from different documents');

  const same = await docket(['model', 'compare', 'models/classifier'], directory);
  expect(same.stdout).toContain('workspace is not clearly better or worse: +0.0 points');
  expect(await docket(['repro', 'train', '--quiet', '--set', 'preprocess.seed=9'], directory)).toMatchObject({
    code: 0,
  });
  git('add', 'pipelines.lock');
  git('commit', '-q', '-m', 'divided otherwise');
  await docket(['repro', 'train', '--quiet', '--set', 'preprocess.seed=1'], directory);
  const divided = await docket(['model', 'compare', 'HEAD', '--json'], directory);
  expect(JSON.parse(divided.stdout).notes.join(' ')).toContain('divided in another way');
  const told = await docket(['model', 'compare', 'HEAD'], directory);
  expect(told.stdout).toMatch(
    /^Which is better cannot be told: each model kept other documents back .*\([+-]\d.* points\)$/m,
  );
  expect(told.stdout).not.toMatch(/workspace is|p [<\d]/);
  const numbers = await docket(['model', 'compare', '1', 'latest', '--json'], directory);
  expect(JSON.parse(numbers.stdout)).toMatchObject({ documents: 12, gained: expect.any(Array) });
  const nothing = await docket(['model', 'compare', 'nope'], directory);
  expect(nothing.code).toBe(2);
  expect(nothing.stderr).toMatch(
    /no experiment and no git revision.* no version of 'classifier' and no alias/,
  );
  expect((await docket(['model', 'alias', 'candidate', '1'], directory)).code).toBe(0);
  const shown = await docket(['model', 'show', '1', '--json'], directory);
  const named = await docket(
    ['model', 'compare', 'candidate', JSON.parse(shown.stdout).version, '--json'],
    directory,
  );
  expect(JSON.parse(named.stdout)).toMatchObject({ gained: [], lost: [], verdict: 'cannot tell' });
});
