/** Errors of the file system as users meet them: what is wrong, where, and what helps, and no fault of Docket's. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, openSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { diskError, untoldDiskError } from '../../../libs/contracts/disk-error.js';
import { removeScratchWorkspaces, scratchWorkspace } from '../../support/scratch-workspace.js';

afterEach(removeScratchWorkspaces);

const thrown = (call: () => unknown): unknown => {
  try {
    return call();
  } catch (error) {
    return error;
  }
};

test('what is in the way is named with its remedy', async () => {
  const { path } = await scratchWorkspace({ file: '', 'full/x': '' });
  const said = (call: () => unknown) => untoldDiskError(thrown(call))?.message;
  expect(said(() => readdirSync(path('file')))).toBe(
    `${path('file')} leads through a file as if it were a directory; name another path, or move that file away (ENOTDIR, scandir).`,
  );
  expect(said(() => renameSync(path('file'), path('full')))).toContain(`${path('full')} is a directory`);
  expect(said(() => rmSync(path('full'), { force: true }))).toContain('(EISDIR, rm)');
  expect(said(() => writeFileSync(path('x'.repeat(300)), ''))).toContain('use a shorter name');
  expect(said(() => readFileSync(path('gone')))).toContain(`${path('gone')} is not there`);
  expect(said(() => mkdirSync(path('gone/x')))).toContain('name a place on a disk');
});

test('what stands above the place that was meant is named, where that is in the way', async () => {
  const { path } = await scratchWorkspace({ '.docket': '' });
  const error = thrown(() => mkdirSync(path('.docket')));
  expect((diskError(error, 'claiming', path('.docket/claims')) as Error).message).toBe(
    `${path('.docket')} is there already and no directory; move it away, or name another path (EEXIST, claiming).`,
  );
});

test('rights, a full disk, and codes that nobody foresaw', () => {
  const error = (code: string, more: object = {}) =>
    untoldDiskError(Object.assign(new Error(`${code}: said`), { code, errno: -1, syscall: 'open', ...more }));
  for (const code of ['EACCES', 'EPERM'])
    expect(error(code, { path: '/a' })?.message).toContain(
      `/a may not be used by this user; give it the right`,
    );
  expect(error('EROFS', { path: '/a' })?.message).toContain(
    '/a lies on a disk that may only be read; mount it',
  );
  expect(error('ENOSPC')).toMatchObject({
    code: 'workspace/disk-full',
    message: expect.stringContaining('(open)'),
  });
  expect(error('EXDEV', { path: '/a', dest: '/b' })?.message).toBe('EXDEV: said; check /b.');
});

test('all else is a fault of the program and keeps its stack', async () => {
  const { directory } = await scratchWorkspace();
  expect(untoldDiskError(new TypeError('x is not a function'))).toBeNull();
  expect(untoldDiskError('text')).toBeNull();
  expect(untoldDiskError(null)).toBeNull();
  expect(untoldDiskError(spawnSync('no-such-program').error)).toBeNull();
  // Which directory it was, only the stack tells.
  const reading = thrown(() => readFileSync(openSync(directory, 'r')));
  expect(reading).toMatchObject({ code: 'EISDIR' });
  expect(untoldDiskError(reading)).toBeNull();
});
