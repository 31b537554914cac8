/** Outputs that persist and that DVC linked to its cache (`cache.type symlink`) are written to; the cache's files are not. */

import { createHash } from 'node:crypto';
import { chmodSync, existsSync, lstatSync, mkdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { runWorkspace, statesOf } from '../../support/run-workspace.js';
import {
  removeScratchWorkspaces,
  type ScratchWorkspace,
  scratchWorkspace,
} from '../../support/scratch-workspace.js';

afterEach(removeScratchWorkspaces);

const md5Of = (text: string) => createHash('md5').update(text).digest('hex');
const objectOf = (text: string) => `.dvc/cache/files/md5/${md5Of(text).replace(/^../, '$&/')}`;
const project = (cmd: string, out: string) =>
  scratchWorkspace({
    '.dvc/config': '[cache]\n    type = symlink\n',
    'dvc.yaml': `stages: {p: {cmd: '${cmd}', deps: [in.txt], outs: [${out}: {persist: true}]}}\n`,
    'in.txt': 'one\n',
  });

/** As DVC leaves it, with links from the root or from beside the file. */
const link = ({ path }: ScratchWorkspace, file: string, object: string, isRelative = false) => {
  rmSync(path(file), { force: true });
  const target = path(object);
  symlinkSync(isRelative ? relative(dirname(path(file)), target) : target, path(file));
};

test.each([false, true])('a whole output (link relative: %s)', async (isRelative) => {
  const workspace = await project('cat in.txt >> p.txt', 'p.txt');
  await runWorkspace(workspace);
  link(workspace, 'p.txt', objectOf('one\n'), isRelative);
  expect(await statesOf(workspace)).toEqual(['p unchanged']);
  await workspace.write({ 'in.txt': 'two\n' });
  expect(await statesOf(workspace)).toEqual(['p ran']);
  expect(await workspace.text('p.txt')).toBe('one\ntwo\n');
  expect(lstatSync(workspace.path('p.txt')).isFile()).toBe(true);
  expect(await workspace.text(objectOf('one\n'))).toBe('one\n');
});

test('files below a directory, where the cache is on another disk and a link leads there by another one', async () => {
  const workspace = await project('mkdir -p d/deep; for f in d/a d/deep/b; do cat in.txt >> $f; done', 'd');
  await runWorkspace(workspace);
  mkdirSync(workspace.path('disk'));
  renameSync(workspace.path('.dvc/cache/files/md5'), workspace.path('disk/objects'));
  symlinkSync(workspace.path('disk/objects'), workspace.path('.dvc/cache/files/md5'));
  link(workspace, 'd/a', objectOf('one\n').replace('.dvc/cache/files/md5', 'disk/objects'));
  link(workspace, 'd/deep/b', 'd/a', true);
  await workspace.write({ 'in.txt': 'two\n' });
  expect(await statesOf(workspace)).toEqual(['p ran']);
  expect([await workspace.text('d/a'), await workspace.text('d/deep/b')]).toEqual([
    'one\ntwo\n',
    'one\ntwo\n',
  ]);
  expect(await workspace.text(objectOf('one\n'))).toBe('one\n');
});

test.each(['p.txt', 'd/a'])('an object that is gone is not made anew under its name (%s)', async (file) => {
  const out = file.split('/')[0]!;
  const workspace = await project(`mkdir -p d; cat in.txt >> ${file}`, out);
  await runWorkspace(workspace);
  link(workspace, file, objectOf('one\n'));
  rmSync(workspace.path(objectOf('one\n')));
  await workspace.write({ 'in.txt': 'two\n' });
  expect(await statesOf(workspace)).toEqual(['p ran']);
  expect(await workspace.text(file)).toBe('two\n');
  expect(existsSync(workspace.path(objectOf('one\n')))).toBe(false);
});

test("a link that leads elsewhere is its user's and is written through; what may be executed stays so", async () => {
  const workspace = await project('cat in.txt >> p.txt', 'p.txt');
  await workspace.write({ 'big/p.txt': 'zero\n' });
  link(workspace, 'p.txt', 'big/p.txt');
  await runWorkspace(workspace);
  expect(await workspace.text('big/p.txt')).toBe('zero\none\n');
  expect(lstatSync(workspace.path('p.txt')).isSymbolicLink()).toBe(true);
  link(workspace, 'p.txt', objectOf('zero\none\n'));
  chmodSync(workspace.path(objectOf('zero\none\n')), 0o555);
  await workspace.write({ 'in.txt': 'two\n' });
  await runWorkspace(workspace);
  expect(lstatSync(workspace.path('p.txt')).mode & 0o777).toBe(0o755);
});
