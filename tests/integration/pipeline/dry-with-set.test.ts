/** `repro --dry --set` says what the run with the same `--set` then says and does, and writes nothing. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: DVC's references, not JavaScript's
import { openWorkspace } from '../../../libs/composition/open-workspace.js';
import { reproduce, workspaceStatus } from '../../../libs/composition/reproduce.js';
import { removeScratchWorkspaces, scratchWorkspace } from '../../support/scratch-workspace.js';
import { rejectionOf } from '../../support/thrown-by.js';

afterEach(removeScratchWorkspaces);

const PARAMS = '# of ours\nx: 1\ny: 1\n';
const project = () =>
  scratchWorkspace({
    'pipelines.yaml': [
      'stages:',
      '  param: {cmd: grep x params.yaml > param, params: [x], outs: [param]}',
      '  after: {cmd: cat param > after, deps: [param], outs: [after]}',
      '  file: {cmd: cat params.yaml > file, deps: [params.yaml], outs: [file]}',
      '  text: {cmd: "echo ${x} > text", outs: [text]}',
      '  more: {cmd: cat more/p.json > more.txt, deps: [more], outs: [more.txt]}',
      '  other: {cmd: echo > other, params: [y], outs: [other]}',
      '',
    ].join('\n'),
    'params.yaml': PARAMS,
    'more/p.json': '{"z": 1}',
  });

test('a value that is set is foreseen as a param, in a file that is read, in what templates make of it', async () => {
  const workspace = await project();
  const open = () => openWorkspace(workspace.directory);
  await reproduce(await open());
  const lock = await workspace.text('pipelines.lock');
  for (const set of [['x=77', 'more/p.json:z=3'], ['x=1', 'y=2'], ['x=1']]) {
    const plan = (await workspaceStatus(await open(), { set })).stages;
    expect(await workspace.text('params.yaml')).toBe(PARAMS);
    expect(await workspace.text('more/p.json')).toBe('{"z": 1}');
    expect(await workspace.text('pipelines.lock')).toBe(lock);
    const { stages } = await reproduce(await open(), { set, jobs: 1 });
    const told = plan.map(({ name, state, reason }) => [name, state === 'stale', reason]);
    const foreseen = stages.map(({ name, state, reason }) => [
      name,
      state !== 'unchanged',
      name === 'after' && state !== 'unchanged' ? "stage 'param' is stale" : reason,
    ]);
    expect(told).toEqual(foreseen);
    await workspace.write({ 'params.yaml': PARAMS, 'more/p.json': '{"z": 1}' });
    await reproduce(await open());
  }
});

test('what cannot be set is refused as by the run', async () => {
  const workspace = await project();
  const open = () => openWorkspace(workspace.directory);
  for (const set of [['xx=1'], ['x'], ['none.yaml:x=1'], ['stages.py:x=1']]) {
    const ofRun = await rejectionOf(reproduce(await open(), { set }));
    const { code, message, details } = await rejectionOf(workspaceStatus(await open(), { set }));
    expect({ code, message, details }).toEqual({
      code: ofRun.code,
      message: ofRun.message,
      details: expect.objectContaining({ usage: true }),
    });
  }
  expect(await workspace.text('params.yaml')).toBe(PARAMS);
});

test('several values are no text of that name: the sweep is named, and how to write a list or a text', async () => {
  const workspace = await project();
  const run = async (set: string) =>
    reproduce(await openWorkspace(workspace.directory), { set: [set], jobs: 1 });
  for (const set of ['x=1,2', 'x=range(1,3)'])
    await expect(run(set)).rejects.toMatchObject({
      ...{ code: 'config/invalid', details: { usage: true } },
      message: expect.stringContaining(`docket exp run --set '${set}'`),
    });
  expect(await workspace.text('params.yaml')).toBe(PARAMS);
  await run('x="1,2"');
  expect(await workspace.text('params.yaml')).toBe('# of ours\nx: 1,2\ny: 1\n');
  await run('more/p.json:z=[1,2]');
  expect(JSON.parse(await workspace.text('more/p.json'))).toEqual({ z: [1, 2] });
});
