/** `git add --all` after a run must not put data, cache or secrets into git. */
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { openWorkspace } from '../../../libs/composition/open-workspace.js';
import { reproduce, workspaceStatus } from '../../../libs/composition/reproduce.js';
import { removeScratchWorkspaces, scratchWorkspace } from '../../support/scratch-workspace.js';
import { rejectionOf } from '../../support/thrown-by.js';

afterEach(removeScratchWorkspaces);

const PIPELINE = `stages:
  plain: {cmd: mkdir -p m && echo 1 > m/model, outs: [m]}
  figures: {cmd: "echo 1 > f.json", metrics: [f.json: {cache: false}]}
  deep: {cmd: "echo 1 > a/b/x.bin", outs: [a/b/x.bin]}
  strange: {cmd: "for f in 's[1]*?' 'blank ' '!#'; do echo 1 > \\"$f\\"; done", outs: ['s[1]*?', 'blank ', '!#']}
`;

async function repository(pipeline: string, files: Record<string, string> = {}) {
  const workspace = await scratchWorkspace({ 'pipelines.yaml': pipeline, 'a/b/keep': '', ...files });
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: workspace.directory, encoding: 'utf8' }).split('\0').filter(Boolean);
  git('init', '-q');
  const run = async () => (await reproduce(await openWorkspace(workspace.directory))).stages;
  return { workspace, git, run, seen: () => git('ls-files', '-z', '--others', '--exclude-standard').sort() };
}

test('outputs of the cache and the state of Docket are ignored; lock and figures are not', async () => {
  const { run, seen } = await repository(PIPELINE, { '.gitignore': '*.log' });
  expect((await run()).map(({ state }) => state)).toEqual(['ran', 'ran', 'ran', 'ran']);
  expect(seen()).toEqual([
    ...['.gitignore', 'a/b/.gitignore', 'a/b/keep', 'f.json', 'pipelines.lock', 'pipelines.yaml'],
  ]);
});

test('a run that is killed leaves nothing of the stages it has finished for git to take', async () => {
  // What a stage sees is what a kill in it would leave.
  const { workspace, run } = await repository(`stages:
  a: {cmd: echo 1 > a, outs: [a]}
  deep: {cmd: mkdir new && echo 1 > new/x, outs: [new/x]}
  b: {cmd: cat .gitignore new/.gitignore > b, deps: [a, new/x], outs: [b]}
`);
  expect((await run()).map(({ state }) => state)).toEqual(['ran', 'ran', 'ran']);
  expect(await workspace.text('b')).toBe('/a\n/b\n/x\n');
});

test('lines that are missing are written by the next run, of stages that are unchanged or come from the cache too', async () => {
  const { workspace, run } = await repository(`stages:
  a: {cmd: echo 1 > a, outs: [a]}
  b: {cmd: mkdir new && echo 1 > new/x, outs: [new/x]}
`);
  await run();
  rmSync(workspace.path('.gitignore'));
  rmSync(workspace.path('new'), { recursive: true });
  expect((await run()).map(({ state }) => state)).toEqual(['unchanged', 'cached']);
  expect([await workspace.text('.gitignore'), await workspace.text('new/.gitignore')]).toEqual([
    '/a\n',
    '/x\n',
  ]);
});

test('the output of a frozen stage is ignored, though no run makes it', async () => {
  const pipeline = 'stages:\n  a: {cmd: echo 1 > o, outs: [o], frozen: true}\n';
  const { run, seen } = await repository(pipeline, { o: 'mine' });
  expect(await run()).toMatchObject([{ state: expect.not.stringMatching('failed') }]);
  expect(seen()).not.toContain('o');
});

test('what is ignored already gets no line', async () => {
  const { workspace, run } = await repository(PIPELINE, { '.gitignore': '/m/\n*.bin\n/s*\n/b*\n/!*\n' });
  await run();
  await run();
  expect(await workspace.text('.gitignore')).toBe('/m/\n*.bin\n/s*\n/b*\n/!*\n');
  await expect(workspace.text('a/b/.gitignore')).rejects.toThrow('ENOENT');
});

test('what git has is overwritten by no stage, unless the stage says that git keeps it', async () => {
  const { workspace, git } = await repository(
    `stages:
  a: {cmd: echo made > src.py, outs: [src.py]}
  b: {cmd: mkdir -p lib && echo made > lib/x, outs: [lib]}
  c: {cmd: echo made > kept.json, metrics: [kept.json: {cache: false}]}
`,
    { 'src.py': 'mine', 'lib/deep/y': 'mine', 'kept.json': '1', 'params.yaml': 'x: 1\n' },
  );
  git('add', '-A');
  const open = () => openWorkspace(workspace.directory);
  const run = async (options = {}) => reproduce(await open(), { keepGoing: true, ...options });
  const refused = async (work: Promise<unknown>) => (await rejectionOf(work)).message;
  // All of them, and before anything runs; what a run refuses, the plan has told.
  const told = await refused(run());
  expect(told).toMatch(
    /pipelines\.yaml:2:32 stages\.a\.outs: 'src\.py' is kept by git, .*git rm -r --cached src\.py/,
  );
  expect(told).toContain("stages.b.outs: 'lib' is kept by git (lib/deep/y), and the stage");
  expect(told).toContain('has 2 problems');
  expect(await refused(workspaceStatus(await open()))).toBe(told);
  expect(await refused(run({ set: ['x=2'] }))).toContain('Nothing was set: params.yaml is as before.');
  expect([await workspace.text('src.py'), await workspace.text('kept.json')]).toEqual(['mine', '1']);
  git('rm', '-r', '-q', '--cached', 'src.py', 'lib');
  const states = async () => (await run()).stages.map(({ state }) => state);
  expect(await states()).toEqual(['ran', 'ran', 'ran']);
  // Nothing would be overwritten.
  git('add', '-f', 'src.py');
  expect(await states()).toEqual(['unchanged', 'unchanged', 'unchanged']);
});

test('asking for the status of a workspace of one’s own leaves nothing to commit either', async () => {
  const { workspace, seen } = await repository(PIPELINE);
  await workspaceStatus(await openWorkspace(workspace.directory));
  expect(seen()).toEqual(['a/b/keep', 'pipelines.yaml']);
});

test('outside git no file is written', async () => {
  const workspace = await scratchWorkspace({
    'pipelines.yaml': 'stages:\n  a: {cmd: echo 1 > o, outs: [o]}\n',
  });
  await reproduce(await openWorkspace(workspace.directory));
  await expect(workspace.text('.gitignore')).rejects.toThrow('ENOENT');
});
