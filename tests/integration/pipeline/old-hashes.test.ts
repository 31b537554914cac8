/** Text with Windows line ends, as DVC 2 recorded it: by the md5 that it would have with Unix ones. */
import { createHash } from 'node:crypto';
import { openWorkspace } from '../../../libs/composition/open-workspace.js';
import { reproduce, workspaceStatus } from '../../../libs/composition/reproduce.js';
import { oldMd5 } from '../../../libs/core/pipeline/old-hashes.js';
import {
  removeScratchWorkspaces,
  type ScratchWorkspace,
  scratchWorkspace,
} from '../../support/scratch-workspace.js';

const md5 = (text: string) => createHash('md5').update(text).digest('hex');
const LISTING = `[{"md5": "${md5('x\n')}", "relpath": "1"}, {"md5": "${md5('y\n')}", "relpath": "2"}]`;
const CMD = 'cat one dir/* > out; echo ran >> runs';
/** As DVC 2 leaves it after a run. */
const FILES = {
  'dvc.yaml': `stages:\n  cat:\n    cmd: ${CMD}\n    deps: [one, dir]\n    outs: [out]\n`,
  'dvc.lock': `schema: '2.0'
stages:
  cat:
    cmd: ${CMD}
    deps:
    - path: dir
      md5: ${md5(LISTING)}.dir
      size: 5
      nfiles: 2
    - path: one
      md5: ${md5('a\nb\n')}
      size: 6
    outs:
    - path: out
      md5: ${md5('a\nb\nx\ny\n')}
      size: 11
`,
  'one.dvc': `outs:\n- md5: ${md5('a\nb\n')}\n  size: 6\n  path: one\n`,
  ...{ one: 'a\r\nb\r\n', 'dir/1': 'x\r\n', 'dir/2': 'y\n', out: 'a\r\nb\r\nx\r\ny\n' },
};
let workspace: ScratchWorkspace;
const opened = () => openWorkspace(workspace.directory);
const status = async () =>
  (await workspaceStatus(await opened())).stages.map(({ name, state }) => `${name} ${state}`);

beforeEach(async () => {
  workspace = await scratchWorkspace(FILES);
});
afterEach(removeScratchWorkspaces);

test('is unchanged: nothing runs, and lock and .dvc file stay as DVC 2 wrote them', async () => {
  expect(await status()).toEqual(['one.dvc unchanged', 'cat unchanged']);
  const { stages } = await reproduce(await opened());
  expect(stages.map(({ state }) => state)).toEqual(['unchanged', 'unchanged']);
  for (const name of ['dvc.lock', 'one.dvc'] as const) expect(await workspace.text(name)).toBe(FILES[name]);
});

test.each([
  ['another text of the same size', { one: 'a\r\nc\r\n' }],
  ['another file of the directory', { 'dir/2': 'z\n' }],
])('%s is a change', async (_, files) => {
  await workspace.write(files);
  expect(await status()).toContain('cat stale');
  const { stages } = await reproduce(await opened());
  expect(stages.at(-1)?.state).toBe('ran');
  expect(await workspace.text('dvc.lock')).toContain('hash: md5');
  expect(await status()).toEqual(['one.dvc unchanged', 'cat unchanged']);
});

test('bytes that are no text are hashed as they are', () => {
  const picture = Buffer.concat([
    Buffer.from([137, 80, 78, 71, 13, 10, 26, 10, 0, 0]),
    Buffer.from('a\r\nb'),
  ]);
  expect(oldMd5(picture)).toBe(createHash('md5').update(picture).digest('hex'));
  const latin = Buffer.from('caf\u00e9\r\n', 'latin1');
  expect(oldMd5(latin)).toBe(createHash('md5').update(Buffer.from('caf\u00e9\n', 'latin1')).digest('hex'));
  expect(oldMd5(Buffer.alloc(0))).toBe(md5(''));
});
