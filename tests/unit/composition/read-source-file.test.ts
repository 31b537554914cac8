/** What is no file is told at once, with a code: reading from it would wait for ever or never end. */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { readSourceFile } from '../../../libs/composition/read-source-file.js';
import {
  removeScratchWorkspaces,
  type ScratchWorkspace,
  scratchWorkspace,
} from '../../support/scratch-workspace.js';

let scratch: ScratchWorkspace;
beforeEach(async () => {
  scratch = await scratchWorkspace({ 'in/a.txt': 'text' });
});
afterEach(removeScratchWorkspaces);
const refusal = (path: string) => readSourceFile(path, scratch.directory).catch((error) => error);

test('a file is read', async () => {
  const { path, bytes } = await readSourceFile('in/a.txt', scratch.directory);
  expect([path, Buffer.from(bytes).toString()]).toEqual(['in/a.txt', 'text']);
});

test.each([
  ['a pipe', 'pipe'],
  ['a folder', 'in'],
  ['a device', '/dev/zero'],
])('%s is refused', async (kind, path) => {
  execFileSync('mkfifo', [scratch.path('pipe')]);
  expect(await refusal(path)).toMatchObject({
    code: 'document/unreadable-file',
    message: expect.stringContaining(`${path} is ${kind}`),
  });
});

test('a socket is refused', async () => {
  const server = createServer().listen(scratch.path('socket'));
  await once(server, 'listening');
  expect(await refusal('socket')).toMatchObject({
    code: 'document/unreadable-file',
    message: expect.stringContaining('a socket'),
  });
  server.close();
});

test('what is not there is told as missing, also below a file', async () => {
  for (const path of ['none.pdf', 'in/a.txt/b'])
    expect(await refusal(path)).toMatchObject({ code: 'document/missing' });
});
