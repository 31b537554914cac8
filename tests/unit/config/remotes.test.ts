/** Where remotes are read from, which one is meant, and what is said where none is. */
import { chooseRemote, readRemotes } from '../../../libs/config/remotes/choose-remote.js';
import { parseDvcConfig } from '../../../libs/config/remotes/dvc-config.js';
import {
  withDefaultRemote,
  withRemoteRemoved,
  withRemoteSet,
} from '../../../libs/config/remotes/remotes-file.js';
import { removeScratchWorkspaces, scratchWorkspace } from '../../support/scratch-workspace.js';

afterEach(removeScratchWorkspaces);

const DVC = `[core]
    remote = storage
['remote "storage"']
    url = s3://bucket/team   # shared
    endpointurl = "https://s3.example"
    sse = aws:kms
[ 'remote "disk"' ]
    url = ../../store
['remote "part"']
    url = remote://storage/part
`;

test('the remotes of .dvc/config, with the secrets of config.local over them', async () => {
  const scratch = await scratchWorkspace({
    '.dvc/config': DVC,
    '.dvc/config.local': `['remote "storage"']\n    access_key_id = me\n    secret_access_key = 'a#b'\n    ssl_verify = ../ca.pem\n`,
  });
  const { default: chosen, remotes } = await readRemotes(scratch.directory);
  expect(chosen).toBe('storage');
  expect(remotes.get('storage')).toMatchObject({
    ...{ url: 's3://bucket/team', endpoint: 'https://s3.example', sse: 'aws:kms' },
    ...{ accessKeyId: 'me', secretAccessKey: 'a#b', ca: scratch.path('ca.pem') },
  });
  // As DVC: from the directory of the file.
  expect(remotes.get('disk')?.url).toBe(scratch.path('../store'));
  expect(remotes.get('part')?.url).toBe('s3://bucket/team/part');
});

test("odd lines of DVC's file are read as DVC reads them", () => {
  const sections = parseDvcConfig('# a\n[core]\nanalytics=false\n; b\n[remote "x"]\r\n  URL = /a b/c \r\n');
  expect(sections.get('core')?.get('analytics')).toBe('false');
  expect(sections.get('remote "x"')?.get('url')).toBe('/a b/c');
});

test('remotes.yaml: written with its comments kept, read back, the first is the default', async () => {
  const scratch = await scratchWorkspace();
  const first = `# ours\n${withRemoteSet('', 'disk', { url: '../store' }, true)}`;
  const both = withRemoteSet(first, 'cloud', { url: 's3://b/p', region: 'eu-west-1' }, false);
  expect(both).toContain('# ours');
  await scratch.write({ 'remotes.yaml': both });
  const { default: chosen, remotes } = await readRemotes(scratch.directory);
  expect(chosen).toBe('disk');
  expect(remotes.get('disk')?.url).toBe(scratch.path('../store'));
  expect(remotes.get('cloud')).toMatchObject({
    url: 's3://b/p',
    region: 'eu-west-1',
    definedIn: 'remotes.yaml',
  });
  const chosenAnew = withDefaultRemote(both, 'cloud');
  await scratch.write({ 'remotes.yaml': chosenAnew });
  expect((await chooseRemote(scratch.directory, undefined, undefined)).name).toBe('cloud');
  await scratch.write({ 'remotes.yaml': withRemoteRemoved(chosenAnew, 'cloud') });
  expect((await readRemotes(scratch.directory)).remotes.has('cloud')).toBe(false);
});

test('wrong keys of remotes.yaml are told with line, key and the nearest known one', async () => {
  const scratch = await scratchWorkspace({
    'remotes.yaml': 'remotes:\n  a:\n    url: s3://b\n    endpont: http://x\n    secret_access_key: geheim\n',
  });
  await expect(readRemotes(scratch.directory)).rejects.toMatchObject({
    code: 'config/invalid',
    message: expect.stringMatching(
      /remotes\.yaml:4:5 remotes\.a\.endpont: .*endpoint[\s\S]*remotes\.yaml:5:5/,
    ),
  });
});

test('what is named wins over DOCKET_REMOTE, that over the files; addresses and directories need no name', async () => {
  const scratch = await scratchWorkspace({ '.dvc/config': DVC });
  const url = async (named?: string, setting?: string) =>
    (await chooseRemote(scratch.directory, named, setting)).url;
  expect(await url()).toBe('s3://bucket/team');
  expect(await url(undefined, 's3://other/x')).toBe('s3://other/x');
  expect(await url('disk', 's3://other/x')).toBe(scratch.path('../store'));
  expect(await url('./here')).toBe(scratch.path('here'));
});

test('no remote, and a name that is none, are told with the remedy', async () => {
  const empty = await scratchWorkspace();
  await expect(chooseRemote(empty.directory, undefined, undefined)).rejects.toMatchObject({
    code: 'remote/not-configured',
    message: expect.stringContaining('docket remote add'),
  });
  const scratch = await scratchWorkspace({ '.dvc/config': DVC });
  await expect(chooseRemote(scratch.directory, 'storag', undefined)).rejects.toMatchObject({
    message: expect.stringContaining("'storage'"),
  });
});
