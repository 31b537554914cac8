/** Figures of revisions side by side, in a real git repository. */
import { execFileSync } from 'node:child_process';
import { docket } from '../../support/docket-process.js';
import { testLong } from '../../support/long-tests.js';
import { removeScratchWorkspaces, scratchWorkspace } from '../../support/scratch-workspace.js';

afterEach(removeScratchWorkspaces);
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

testLong('metrics and params against the last commit; what git lacks comes from the cache', async () => {
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

test('figures that are no numbers are told, and so is a file that is not there', async () => {
  const workspace = await scratchWorkspace({
    'pipelines.yaml': 'stages: {}\nmetrics: [m.json, y.yaml, gone.json]\n',
    'm.json': '{"accuracy": NaN, "line\\nbreak": 1, "a|b": "<c>"}',
    'y.yaml': 'loss: .inf\n',
  });
  const { stdout, stderr } = await docket(['metrics', 'show', '--markdown'], workspace.directory);
  expect(stdout.split('\n').slice(2, 5)).toEqual([
    '| m.json | accuracy | NaN |',
    '| m.json | line\\\\nbreak | 1 |',
    '| y.yaml | loss | Infinity |',
  ]);
  expect(stderr).toContain('gone.json is not there');
  const json = JSON.parse((await docket(['metrics', 'show', '--json'], workspace.directory)).stdout);
  expect([json['m.json'].accuracy, json['y.yaml'].loss]).toEqual(['NaN', 'Infinity']);
  await workspace.write({ 'y.yaml': 'bytes: 12345678901234567890\n' });
  const large = JSON.parse((await docket(['metrics', 'show', '--json'], workspace.directory)).stdout);
  expect(large).toMatchObject({ 'm.json': { accuracy: 'NaN' }, 'y.yaml': { bytes: '12345678901234567890' } });
  await workspace.write({ 'pipelines.yaml': 'stages: {}\nmetrics: [gone.json]\n' });
  const nothing = await docket(['metrics', 'show'], workspace.directory);
  expect(nothing.stderr).toContain('gone.json is not there (no stage makes it: take it out of `metrics:`');
});

test('a revision that git does not know is wrong use', async () => {
  const { directory } = await repository();
  const { code, stderr } = await docket(['metrics', 'diff', 'nope'], directory);
  expect(code).toBe(2);
  expect(stderr).toContain("'nope' is no experiment and no git revision");
  const three = await docket(['metrics', 'diff', 'HEAD', 'HEAD', 'workspace'], directory);
  expect(three.code).toBe(2);
  expect(three.stderr).toContain('`docket metrics show HEAD HEAD workspace` shows them side by side');
});

testLong(
  'metrics show is short: what is near the top, and tables by name; --all and --json have the rest',
  async () => {
    const scores = {
      accuracy: 0.9,
      accuracy_interval: [0.8, 0.95],
      decision: { review: 0.25 },
      classes: { a: { f1: 1, support: 7 }, b: { f1: null, support: 0 } },
      confusion: { counts: [[4321]] },
      slices: { language: { en: { accuracy: 0.125 } } },
    };
    const workspace = await scratchWorkspace({
      'pipelines.yaml': 'stages: {}\nmetrics: [scores.json, plain.yaml]\n',
      'scores.json': JSON.stringify(scores),
      'plain.yaml': 'auc: 0.5\n',
    });
    const { stdout } = await docket(['metrics', 'show'], workspace.directory);
    expect(stdout).toMatch(/scores\.json +accuracy +0\.9 \(0\.8 to 0\.95\)/);
    expect(stdout).toMatch(/scores\.json +decision\.review +0\.25/);
    expect(stdout).toMatch(/plain\.yaml +auc +0\.5/);
    expect(stdout).toMatch(/classes +f1 +support\na +1 +7\nb +– +0\n/);
    expect(stdout).not.toMatch(/4321|0\.125/);
    expect((await docket(['metrics', 'show', '--all'], workspace.directory)).stdout).toContain('4321');
    expect(JSON.parse((await docket(['metrics', 'show', '--json'], workspace.directory)).stdout)).toEqual({
      'plain.yaml': { auc: 0.5 },
      'scores.json': scores,
    });
  },
);
