/** What stands where an output is to lie goes; what a link leads to is nobody's output and stays. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { docket } from '../../support/docket-process.js';
import { runWorkspace } from '../../support/run-workspace.js';
import {
  removeScratchWorkspaces,
  type ScratchWorkspace,
  scratchWorkspace,
} from '../../support/scratch-workspace.js';

let elsewhere: string;
beforeEach(() => {
  elsewhere = mkdtempSync(join(tmpdir(), 'docket-test-elsewhere-'));
  mkdirSync(join(elsewhere, 'deep'));
  for (const name of ['mine', 'deep/mine']) writeFileSync(join(elsewhere, name), 'mine');
});
afterEach(() => {
  rmSync(elsewhere, { recursive: true });
  removeScratchWorkspaces();
});
const keptElsewhere = (): string[] =>
  (readdirSync(elsewhere, { recursive: true }) as string[]).filter((name) => name.endsWith('mine')).sort();
const text = (workspace: ScratchWorkspace, path: string): string =>
  readFileSync(workspace.path(path), 'utf8').trim();
const states = async (workspace: ScratchWorkspace): Promise<string[]> =>
  (await runWorkspace(workspace)).map(({ state, error }) => error?.code ?? state);

const WHOLE = 'stages:\n  a: {cmd: "mkdir -p o/in && echo 1 > o/x && echo 2 > o/in/y", outs: [o]}\n';
const EACH = `stages:
  e: {each: raw/**/*, cmd: 'cp "$DOCKET_ITEM" "$DOCKET_OUTPUT"', outs: [o]}
`;

describe.each([
  ['a whole stage', { 'pipelines.yaml': WHOLE }],
  ['a stage of single files', { 'pipelines.yaml': EACH, 'raw/x': '1\n', 'raw/in/y': '2\n' }],
])('%s', (_, files) => {
  test.each([['o'], ['o/in']])(
    '%s is a link to a place outside: the link goes, all there stays',
    async (link) => {
      const workspace = await scratchWorkspace(files);
      await runWorkspace(workspace);
      rmSync(workspace.path(link), { recursive: true });
      symlinkSync(elsewhere, workspace.path(link));
      expect(await states(workspace)).toEqual([expect.stringMatching(/^(ran|cached)$/)]);
      expect(keptElsewhere()).toEqual(['deep/mine', 'mine']);
      expect(existsSync(join(elsewhere, 'x')) || existsSync(join(elsewhere, 'y'))).toBe(false);
      expect([text(workspace, 'o/x'), text(workspace, 'o/in/y')]).toEqual(['1', '2']);
      expect(await states(workspace)).toEqual(['unchanged']);
    },
  );

  test('a link whose target has some of the files already costs none of them', async () => {
    const workspace = await scratchWorkspace(files);
    await runWorkspace(workspace);
    rmSync(workspace.path('o'), { recursive: true });
    writeFileSync(join(elsewhere, 'x'), '1\n');
    symlinkSync(elsewhere, workspace.path('o'));
    await states(workspace);
    expect([text(workspace, 'o/x'), text(workspace, 'o/in/y')]).toEqual(['1', '2']);
    expect(readFileSync(join(elsewhere, 'x'), 'utf8')).toBe('1\n');
  });

  test('a folder in the place of a file, and a file in the place of a folder', async () => {
    const workspace = await scratchWorkspace(files);
    await runWorkspace(workspace);
    rmSync(workspace.path('o'), { recursive: true });
    mkdirSync(workspace.path('o/x/deep'), { recursive: true });
    writeFileSync(workspace.path('o/x/deep/z'), 'other');
    writeFileSync(workspace.path('o/in'), 'other');
    await states(workspace);
    expect([text(workspace, 'o/x'), text(workspace, 'o/in/y')]).toEqual(['1', '2']);
    expect(await states(workspace)).toEqual(['unchanged']);
  });
});

test('an input folder that becomes a file of its name, and back', async () => {
  const workspace = await scratchWorkspace({ 'pipelines.yaml': EACH, 'raw/s/x': 'folder' });
  await runWorkspace(workspace);
  rmSync(workspace.path('raw/s'), { recursive: true });
  writeFileSync(workspace.path('raw/s'), 'file');
  expect(await states(workspace)).toEqual(['ran']);
  expect(text(workspace, 'o/s')).toBe('file');
  rmSync(workspace.path('raw/s'));
  mkdirSync(workspace.path('raw/s'));
  writeFileSync(workspace.path('raw/s/x'), 'folder');
  await states(workspace);
  expect(text(workspace, 'o/s/x')).toBe('folder');
  expect(await states(workspace)).toEqual(['unchanged']);
});

test('the run cache knows a folder also where a file of its name lies there', async () => {
  const [file, folder] = ['echo f > o', 'mkdir o; echo f > o/x'];
  const yaml = 'stages:\n  a: {cmd: sh make.sh, deps: [make.sh], outs: [o]}\n';
  const workspace = await scratchWorkspace({ 'pipelines.yaml': yaml });
  const came: string[] = [];
  for (const script of [file, folder, file, folder]) {
    writeFileSync(workspace.path('make.sh'), script);
    came.push(...(await states(workspace)));
  }
  expect(came).toEqual(['ran', 'ran', 'cached', 'cached']);
});

test('checkout takes the link as well, and not what lies behind it', async () => {
  const workspace = await scratchWorkspace({ 'pipelines.yaml': WHOLE });
  await runWorkspace(workspace);
  rmSync(workspace.path('o'), { recursive: true });
  symlinkSync(elsewhere, workspace.path('o'));
  const { code } = await docket(['checkout', '--force'], workspace.directory);
  expect(code).toBe(0);
  expect(keptElsewhere()).toEqual(['deep/mine', 'mine']);
  expect([text(workspace, 'o/x'), text(workspace, 'o/in/y')]).toEqual(['1', '2']);
});
