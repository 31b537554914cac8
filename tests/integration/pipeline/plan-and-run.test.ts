/** What status foresees beyond the stages that run: what comes from the cache, what the cache lost, what only a run tells. */
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { openWorkspace } from '../../../libs/composition/open-workspace.js';
import { type ReproduceOptions, reproduce, workspaceStatus } from '../../../libs/composition/reproduce.js';
import {
  removeScratchWorkspaces,
  type ScratchWorkspace,
  scratchWorkspace,
} from '../../support/scratch-workspace.js';

afterEach(removeScratchWorkspaces);

const PIPELINE = `stages:
  prep: {each: in/*, cmd: cat "$DOCKET_ITEM" > "$DOCKET_OUTPUT"; echo x >> ran, outs: [work/prep]}
  train:
    cmd: mkdir -p model && cat work/prep/* > model/m && wc -l < ran > m.yaml && echo x >> ran
    deps: [work/prep]
    params: [c]
    outs: [model]
    metrics: [m.yaml: {cache: false}]
  tell: {cmd: cat model/m > told, deps: [model/m], outs: [told]}
`;
const project = () =>
  scratchWorkspace({
    ...{ 'pipelines.yaml': PIPELINE, 'params.yaml': 'c: 1\n', ran: '' },
    ...{ 'in/a': 'a\n', 'in/b': 'b\n' },
  });
const run = async ({ directory }: ScratchWorkspace, options: ReproduceOptions = {}) =>
  (await reproduce(await openWorkspace(directory), { jobs: 1, ...options })).stages.map(
    ({ name, state, reason }) => `${name} ${state}: ${reason}`,
  );
const plan = async ({ directory }: ScratchWorkspace) =>
  (await workspaceStatus(await openWorkspace(directory))).stages.map(
    ({ name, state, reason }) => `${name} ${state}: ${reason}`,
  );
const remove = (workspace: ScratchWorkspace, ...paths: string[]) => {
  for (const path of paths) rmSync(workspace.path(path), { recursive: true });
};

test('an output and a dep gone together: what reads it is compared with what will be there', async () => {
  const workspace = await project();
  await run(workspace);
  remove(workspace, 'model', 'work/prep/a');
  expect(await plan(workspace)).toEqual([
    'prep stale: work/prep: 1 file removed (a)',
    'train stale: output model missing',
    'tell unchanged: nothing changed',
  ]);
  expect(await run(workspace)).toEqual([
    'prep cached: work/prep: 1 file removed (a)',
    'train cached: output model missing',
    'tell unchanged: nothing changed',
  ]);
});

test('an older param comes from the run cache, so what reads the result is known before', async () => {
  const workspace = await project();
  await run(workspace);
  await workspace.write({ 'params.yaml': 'c: 2\n' });
  expect(await plan(workspace)).toContain("tell stale: stage 'train' is stale");
  await run(workspace);
  await workspace.write({ 'params.yaml': 'c: 1\n' });
  const planned = await plan(workspace);
  expect(planned.slice(1)).toEqual(['train stale: param c 2 → 1', 'tell unchanged: nothing changed']);
  expect((await run(workspace)).slice(1)).toEqual([
    'train cached: param c 2 → 1',
    'tell unchanged: nothing changed',
  ]);
});

test('what the cache lost goes back into it from the workspace, and no command runs', async () => {
  const workspace = await project();
  await run(workspace);
  const ran = await workspace.text('ran');
  remove(workspace, '.docket/cache');
  const reasons = [
    'output work/prep missing from the cache',
    'output model missing from the cache',
    'output told missing from the cache',
  ];
  const names = ['prep', 'train', 'tell'];
  expect(await plan(workspace)).toEqual(names.map((name, index) => `${name} stale: ${reasons[index]}`));
  expect(await run(workspace)).toEqual(names.map((name, index) => `${name} unchanged: ${reasons[index]}`));
  expect(await workspace.text('ran')).toBe(ran);
  expect(await plan(workspace)).toEqual(names.map((name) => `${name} unchanged: nothing changed`));
  remove(workspace, 'model', 'work', 'told');
  expect(await run(workspace)).toEqual([
    ...['prep cached: output work/prep missing', 'train cached: output model missing'],
    'tell cached: output told missing',
  ]);
});

test('a single file that the cache lost is named; where the workspace has another, it is made anew', async () => {
  const workspace = await project();
  await run(workspace);
  // md5 of 'a\n'.
  for (const folder of readdirSync(workspace.path('.docket/cache/files/md5')))
    for (const name of readdirSync(workspace.path(`.docket/cache/files/md5/${folder}`)))
      if (`${folder}${name}` === '60b725f10c9c85c70d97880dfe8191b3')
        remove(workspace, `.docket/cache/files/md5/${folder}/${name}`);
  expect((await plan(workspace))[0]).toBe('prep stale: output work/prep: 1 file missing from the cache (a)');
  writeFileSync(workspace.path('work/prep/a'), 'mine\n');
  expect((await plan(workspace))[0]).toBe(
    'prep stale: work/prep: 1 file changed (a); output work/prep: 1 file missing from the cache (a)',
  );
  const before = await workspace.text('ran');
  expect((await run(workspace))[0]).toContain('prep ran');
  expect(await workspace.text('ran')).toBe(`${before}x\n`);
  expect(await workspace.text('work/prep/a')).toBe('a\n');
  expect(await plan(workspace)).toContain('prep unchanged: nothing changed');
});

test('what was made without a lock entry, and lost from the cache, is put there by the run that finds it', async () => {
  const workspace = await project();
  await run(workspace);
  remove(workspace, 'pipelines.lock', '.docket/cache/files');
  await run(workspace);
  expect((await plan(workspace)).every((line) => line.endsWith('nothing changed'))).toBe(true);
});

test('params that a stage makes are no question before it has made them', async () => {
  const workspace = await scratchWorkspace({
    'pipelines.yaml': `stages:
  tune: {cmd: "echo k: $(cat in) > made.yaml", deps: [in], outs: [made.yaml]}
  use: {cmd: cat made.yaml > out, deps: [made.yaml], params: [made.yaml: [k]], outs: [out]}
`,
    in: '1',
  });
  expect(await run(workspace)).toEqual(['tune ran: never run', 'use ran: never run']);
  remove(workspace, 'made.yaml');
  expect(await plan(workspace)).toEqual([
    'tune stale: output made.yaml missing',
    "use stale: stage 'tune' is stale",
  ]);
  expect(await run(workspace)).toEqual([
    'tune cached: output made.yaml missing',
    'use unchanged: nothing changed',
  ]);
  await workspace.write({ in: '2' });
  expect(await run(workspace)).toEqual([
    'tune ran: in: changed',
    'use ran: param made.yaml:k 1 → 2; made.yaml: changed',
  ]);
});
