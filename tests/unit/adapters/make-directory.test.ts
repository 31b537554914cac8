/** Directories that can be made, and places where none can: told at once, never tried for ever. */
import { existsSync, statSync, symlinkSync } from 'node:fs';
import { makeDirectory } from '../../../libs/adapters/make-directory.js';
import { removeScratchWorkspaces, scratchWorkspace } from '../../support/scratch-workspace.js';

afterEach(removeScratchWorkspaces);

test('makes those above as well, and leaves what is there', async () => {
  const { path, text } = await scratchWorkspace({ 'old/file': 'kept' });
  makeDirectory(path('old'));
  makeDirectory(path('old/new/deep'));
  expect(statSync(path('old/new/deep')).isDirectory()).toBe(true);
  expect(await text('old/file')).toBe('kept');
});

test('says what is in the way: a file, a link that leads nowhere', async () => {
  const { path } = await scratchWorkspace({ file: '' });
  symlinkSync('unmounted/disk', path('link'));
  const making = (name: string) => () => makeDirectory(path(name));
  expect(making('file')).toThrow(expect.objectContaining({ code: 'EEXIST', path: path('file') }));
  expect(making('file/x/y')).toThrow(expect.objectContaining({ code: 'EEXIST', path: path('file') }));
  expect(making('link/x')).toThrow(expect.objectContaining({ code: 'ENOENT', path: path('link') }));
});

test('what it is to be made within is never made, nor what is above that', async () => {
  const { path } = await scratchWorkspace({ 'disk/file': '' });
  makeDirectory(path('disk/new/deep'), path('disk'));
  expect(existsSync(path('disk/new/deep'))).toBe(true);
  for (const name of ['new', 'new/deep']) {
    const making = () => makeDirectory(path(`none/store/${name}`), path('none/store'));
    expect(making).toThrow(expect.objectContaining({ code: 'ENOENT' }));
  }
  expect(existsSync(path('none'))).toBe(false);
});

(existsSync('/proc/self') ? test : test.skip)(
  'where the system takes no directories it gives up, which Node 20 never does (needs /proc)',
  () => {
    const making = () => makeDirectory('/proc/none/deep');
    expect(making).toThrow(expect.objectContaining({ code: 'ENOENT', path: '/proc/none' }));
  },
);
