/** Figures of revisions side by side, in a real git repository. */
import { execFileSync } from 'node:child_process';
import { jest } from '@jest/globals';
import { docket } from '../../support/docket-process.js';
import { removeScratchWorkspaces, scratchWorkspace } from '../../support/scratch-workspace.js';

afterEach(removeScratchWorkspaces);
jest.setTimeout(60_000);

const repository = async () => {
  const workspace = await scratchWorkspace({
    'pipelines.yaml': `stages:
  score:
    cmd: |
      c=$(sed -n 's/.*c: //p' params.yaml)
      echo "{\\"accuracy\\": $c}" | tee in-git.json > cached.json
    deps: [params.yaml]
    params: [train.c]
    metrics: [{in-git.json: {cache: false}}, cached.json]
`,
    'params.yaml': 'train:\n  c: 0.5\n',
    '.gitignore': '/.docket/\n/cached.json\n',
  });
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], {
      cwd: workspace.directory,
    });
  git('init', '-q');
  expect((await docket(['repro', '--quiet'], workspace.directory)).code).toBe(0);
  git('add', '.');
  git('commit', '-q', '-m', 'first');
  expect((await docket(['repro', '--quiet', '--set', 'train.c=0.75'], workspace.directory)).code).toBe(0);
  return workspace;
};

test('metrics and params against the last commit; what git lacks comes from the cache', async () => {
  const workspace = await repository();
  const { directory } = workspace;
  const metrics = await docket(['metrics', 'diff', '--json'], directory);
  expect(JSON.parse(metrics.stdout)).toEqual([
    { file: 'cached.json', key: 'accuracy', old: 0.5, new: 0.75, difference: 0.25 },
    { file: 'in-git.json', key: 'accuracy', old: 0.5, new: 0.75, difference: 0.25 },
  ]);
  const params = await docket(['params', 'diff', '--markdown'], directory);
  expect(params.stdout).toContain('| params.yaml | train.c | 0.5 | 0.75 | +0.25 |');
  await workspace.write({ 'other.yaml': 'stages: {}\nmetrics: [in-git.json]\n' });
  const others = (await docket(['metrics', 'show', '-f', 'other.yaml'], directory)).stdout;
  expect(others).toMatch(/in-git\.json +accuracy +0\.75/);
  expect(others).not.toContain('cached.json');
});

test('a revision that git does not know is wrong use', async () => {
  const { directory } = await repository();
  const { code, stderr } = await docket(['metrics', 'diff', 'nope'], directory);
  expect(code).toBe(2);
  expect(stderr).toContain("'nope' is no experiment and no git revision");
});
