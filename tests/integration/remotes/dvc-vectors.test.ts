/** A remote that DVC 3 filled is read, and one is filled just as DVC does. */
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { openWorkspace } from '../../../libs/composition/open-workspace.js';
import { pullData } from '../../../libs/composition/pull-data.js';
import { pushData } from '../../../libs/composition/push-data.js';
import { realData } from '../../support/real-data.js';
import { directoryRemote } from '../../support/remotes.js';
import {
  removeScratchWorkspaces,
  type ScratchWorkspace,
  scratchWorkspace,
} from '../../support/scratch-workspace.js';

const vectors = realData('dvc-vectors');
const describeWithVectors = existsSync(vectors)
  ? describe
  : (name: string, suite: () => void) =>
      describe.skip(`${name} (the folder of DVC's vectors is absent)`, suite);

afterEach(removeScratchWorkspaces);

/** Mode, size and path of every file, as DVC's listings have them. */
const listing = (root: string): string[] =>
  readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map(
      (path) =>
        `${(statSync(path).mode & 0o777).toString(8)} ${statSync(path).size} .${path.slice(root.length)}`,
    )
    .sort();
const contents = (root: string, folders: readonly string[]): Record<string, string> => {
  const found: Record<string, string> = {};
  for (const folder of folders) {
    const path = join(root, folder);
    const files = statSync(path).isFile()
      ? [path]
      : readdirSync(path, { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map((entry) => join(entry.parentPath, entry.name));
    for (const file of files) found[file.slice(root.length)] = readFileSync(file, 'latin1');
  }
  return found;
};

const DATA = ['data/raw', 'data/extracted', 'labels.csv', 'model.json'];
const opened = (scratch: ScratchWorkspace) => openWorkspace(scratch.directory, { pipelineFile: 'dvc.yaml' });

describeWithVectors('a DVC project', () => {
  const project = async (step: string) => {
    const scratch = await scratchWorkspace();
    cpSync(join(vectors, step), scratch.directory, { recursive: true });
    return scratch;
  };

  test.each(['step1', 'step2'])(
    '%s: what was lost comes from the remote that DVC filled, byte for byte',
    async (step) => {
      const scratch = await project(step);
      const before = contents(scratch.directory, DATA);
      for (const path of DATA) rmSync(scratch.path(path), { recursive: true });
      const workspace = await opened(scratch);
      const { fetched, paths } = await pullData(workspace, {
        remote: join(vectors, 'remote'),
        command: 'test',
      });
      expect(fetched.failed).toEqual([]);
      expect(paths.map(({ path }) => path).sort()).toEqual([...DATA].sort());
      expect(contents(scratch.directory, DATA)).toEqual(before);
    },
  );

  test.each(['step1', 'step2'])('%s: the remote after a push is the one after `dvc push`', async (step) => {
    const scratch = await project(step);
    const place = await directoryRemote();
    // As after `dvc add`, where the cache has all: here it comes from DVC's remote.
    const workspace = await opened(scratch);
    await pullData(workspace, { remote: join(vectors, 'remote'), command: 'test' });
    const { failed } = await pushData(workspace, { remote: place.url });
    expect(failed).toEqual([]);
    if (step === 'step2') {
      const first = await project('step1');
      await pushData(await opened(first), { remote: place.url });
    }
    const expected = readFileSync(join(vectors, `remote-listing-${step}.txt`), 'utf8')
      .trim()
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .filter(([, , , path]) => path?.startsWith('./files/'))
      .map(([mode, size, , path]) => `${mode} ${size} ${path}`)
      .sort();
    expect(listing(place.url)).toEqual(expected);
    for (const key of await place.keys())
      expect(await place.read(key)).toEqual(readFileSync(join(vectors, 'remote', key)));
  });

  test("DVC's run cache comes with what it names, and goes as it came", async () => {
    const scratch = await project('step1');
    const place = await directoryRemote();
    const workspace = await opened(scratch);
    await pullData(workspace, { remote: join(vectors, 'remote'), runCache: true, command: 'test' });
    const runs = (await readdirSync(join(vectors, 'remote/runs'), { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(join(vectors, 'remote').length + 1));
    for (const key of runs) {
      expect(readFileSync(scratch.path(`.dvc/cache/${key}`))).toEqual(
        readFileSync(join(vectors, 'remote', key)),
      );
    }
    await pushData(workspace, { remote: place.url, runCache: true });
    const sent = (await place.keys()).filter((key) => key.startsWith('runs/'));
    for (const key of sent) expect(await place.read(key)).toEqual(readFileSync(join(vectors, 'remote', key)));
    expect(sent.length).toBeGreaterThan(0);
  });
});
