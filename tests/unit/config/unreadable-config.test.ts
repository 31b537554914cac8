/** A directory where a file of the configuration belongs is told as that; nobody's permissions are to blame. */
import { mkdirSync } from 'node:fs';
import { readCacheConfig } from '../../../libs/config/cache-config.js';
import { textsOf } from '../../../libs/config/read-text.js';
import { readEnvironment } from '../../../libs/config/settings.js';
import { removeScratchWorkspaces, scratchWorkspace } from '../../support/scratch-workspace.js';
import { rejectionOf, thrownBy } from '../../support/thrown-by.js';

afterEach(removeScratchWorkspaces);

test('params.yaml, .env and .dvc/config', async () => {
  const { directory, path } = await scratchWorkspace({ file: '' });
  for (const name of ['params.yaml', '.env', '.dvc/config']) mkdirSync(path(name), { recursive: true });
  const read = textsOf(directory);
  const errors = [
    await rejectionOf(read('params.yaml')),
    thrownBy(() => readEnvironment(directory)),
    thrownBy(() => readCacheConfig(directory, undefined)),
  ];
  expect(errors.map(({ code, message }) => `${code} ${message.split(';')[0]}`)).toEqual([
    'config/unreadable params.yaml is a directory where a file is needed',
    'config/unreadable .env is a directory where a file is needed',
    'config/unreadable .dvc/config is a directory where a file is needed',
  ]);
  expect((await rejectionOf(read('file/x'))).message).toContain('file/x leads through a file');
  expect(await read('gone')).toBeNull();
});
