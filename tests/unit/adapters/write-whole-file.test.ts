/** Files that are there whole or not at all: what is left where writing them goes wrong. */
import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { writeWholeFile } from '../../../libs/adapters/write-whole-file.js';
import { removeScratchWorkspaces, scratchWorkspace } from '../../support/scratch-workspace.js';

afterEach(removeScratchWorkspaces);

test('makes directories, replaces what was there, and leaves nothing on the way', async () => {
  const { path, text } = await scratchWorkspace({ 'old/file': 'before' });
  for (const options of [{}, { durable: true }]) {
    writeWholeFile(path('old/file'), 'after', path('tmp'), options);
    writeWholeFile(path('new/deep/file'), Buffer.from('bytes'), path('tmp'), { ...options, mode: 0o755 });
    expect([await text('old/file'), await text('new/deep/file')]).toEqual(['after', 'bytes']);
  }
  expect(statSync(path('new/deep/file')).mode & 0o777).toBe(0o755);
  expect(readdirSync(path('tmp'))).toEqual([]);
});

test('what exists is refused where it must not be replaced', async () => {
  const { path, text } = await scratchWorkspace();
  writeWholeFile(path('name'), 'first', path('tmp'), { replace: false });
  const again = () => writeWholeFile(path('name'), 'second', path('tmp'), { replace: false });
  expect(again).toThrow(expect.objectContaining({ code: 'EEXIST' }));
  expect(await text('name')).toBe('first');
  expect(readdirSync(path('tmp'))).toEqual([]);
});

test('a place that cannot be written to leaves nothing behind', async () => {
  const { path } = await scratchWorkspace({ 'place/of-something-else': '' });
  mkdirSync(path('tmp'));
  const write = () => writeWholeFile(path('place'), 'text', path('tmp'));
  expect(write).toThrow(expect.objectContaining({ code: 'EISDIR' }));
  expect(readdirSync(path('tmp'))).toEqual([]);
});
