/** A project without stages of the platform: what its commands say of params and installation is about it alone. */
import { checkInstallation } from '../../../libs/composition/check-installation.js';
import { openWorkspace } from '../../../libs/composition/open-workspace.js';
import { showParams } from '../../../libs/composition/show-params.js';
import { removeScratchWorkspaces, scratchWorkspace } from '../../support/scratch-workspace.js';

afterEach(removeScratchWorkspaces);

const OWN = 'stages:\n  train: {cmd: x, params: [train, p.toml: [k]]}\n';

test('params are those of its own files, with their comments', async () => {
  const { directory } = await scratchWorkspace({
    'pipelines.yaml': OWN,
    'params.yaml': '# passes over the data\ntrain: {epochs: 3}\nseed: 1\n',
    'p.toml': 'k = 2\n',
  });
  const { values, text } = await showParams(await openWorkspace(directory));
  expect(values).toEqual({ train: { epochs: 3 }, seed: 1, 'p.toml': { k: 2 } });
  expect(text).toBe('# passes over the data\ntrain: {epochs: 3}\nseed: 1\n\np.toml:\n  k: 2\n');
});

test('beside stages of the platform its own sections stand as they are written', async () => {
  const { directory } = await scratchWorkspace({
    'pipelines.yaml': `${OWN}  etl: {uses: etl, each: in/*, outs: [o]}\n`,
    ...{ 'params.yaml': 'train: {epochs: 3}\netl: {max_pages: 7}\n', 'p.toml': 'k = 2\n' },
  });
  const { values, text } = await showParams(await openWorkspace(directory));
  expect(values).toMatchObject({ train: { epochs: 3 }, etl: { max_pages: 7 }, gateway: {} });
  expect(text).toContain('\ntrain: { epochs: 3 }\n');
});

test('doctor asks it neither for documents nor for a model', async () => {
  const { directory } = await scratchWorkspace({
    'pipelines.yaml': OWN,
    ...{ 'params.yaml': 'train: 1\n', 'p.toml': 'k = 2\n', 'data/raw/a/one.txt': '' },
  });
  const subjects = (await checkInstallation(directory)).map(({ subject }) => subject);
  expect(subjects).toContain('transport');
  expect(subjects).not.toContain('data/raw');
  expect(subjects).not.toContain('model');
});
