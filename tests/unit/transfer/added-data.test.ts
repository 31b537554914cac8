/** What a .dvc file keeps in cache and remote. */
import { readDataSource } from '../../../libs/config/pipelines/data-sources.js';
import type { FileProblems } from '../../../libs/config/yaml-file.js';
import { addedData } from '../../../libs/core/transfer/tracked-data.js';

const outs = (path: string, more = 'hash: md5') =>
  `outs:\n- md5: 3d584445fc9c28ef584b849ea146d07a.dir\n  ${more}\n  path: ${path}\n`;
const read = async (file: string, text: string) => {
  const wrong: FileProblems[] = [];
  const source = await readDataSource(async () => text, file, wrong);
  const problems = wrong.flatMap((each) => each.problems.map(({ message }) => message));
  return { added: source === null ? [] : addedData(source.stage, source.entries), problems };
};

test('a .dvc file names data beside it, and nothing outside the project', async () => {
  const { added, problems } = await read('data/raw.dvc', outs('raw'));
  expect(problems).toEqual([]);
  expect(added).toEqual([
    {
      path: 'data/raw',
      name: '3d584445fc9c28ef584b849ea146d07a.dir',
      executable: false,
      kind: 'source',
      glob: null,
      owner: 'data/raw.dvc',
    },
  ]);
  for (const path of ['../raw', '/etc'])
    expect((await read('raw.dvc', outs(path))).problems).toEqual([expect.stringContaining('outside')]);
});

test('what DVC does not share is not shared: hashes of DVC 2, `cache: false`, `push: false`', async () => {
  for (const more of ['size: 1', 'hash: md5\n  cache: false', 'hash: md5\n  push: false'])
    expect((await read('raw.dvc', outs('raw', more))).added).toEqual([]);
});
