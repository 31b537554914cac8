/** Revisions, experiments and locks that somebody else wrote: nothing is brought into .git, .docket or out of the workspace. */
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { restoreExperiment } from '../../../libs/composition/experiments/restore-experiment.js';
import { saveExperiment } from '../../../libs/composition/experiments/save-experiment.js';
import { openWorkspace } from '../../../libs/composition/open-workspace.js';
import { checkout, pullData } from '../../../libs/composition/pull-data.js';
import { reproduce } from '../../../libs/composition/reproduce.js';
import { parseDirectoryText } from '../../../libs/core/pipeline/directory-object.js';
import { git } from '../../support/experiment-workspace.js';
import {
  removeScratchWorkspaces,
  type ScratchWorkspace,
  scratchWorkspace,
} from '../../support/scratch-workspace.js';
import { rejectionOf } from '../../support/thrown-by.js';

afterEach(removeScratchWorkspaces);

const REFUSED = 'pipeline/output-conflict';

/** A repository with a model of one file, in whose cache its content lies. */
async function repository(): Promise<ScratchWorkspace> {
  const workspace = await scratchWorkspace({
    'pipelines.yaml': 'stages:\n  a:\n    cmd: echo 1 > model\n    outs: [model]\n',
    '.gitignore': '/.docket/\n/model\n',
  });
  git(workspace, 'init', '-q', '-b', 'main');
  git(workspace, 'config', 'user.name', 'A Tester');
  git(workspace, 'config', 'user.email', 'tester@example.org');
  await reproduce(await openWorkspace(workspace.directory));
  git(workspace, 'add', '.');
  git(workspace, 'commit', '-qm', 'first');
  return workspace;
}

/** The same state with another place for the model, as somebody else may have committed it. @returns its commit */
async function withModelAt(workspace: ScratchWorkspace, from: string, path: string): Promise<string> {
  const elsewhere = await scratchWorkspace();
  git(workspace, 'worktree', 'add', '-q', '--detach', `${elsewhere.directory}/w`, from);
  const there = { ...elsewhere, directory: `${elsewhere.directory}/w` };
  for (const file of ['pipelines.yaml', 'pipelines.lock']) {
    const text = readFileSync(`${there.directory}/${file}`, 'utf8');
    const moved = text
      .replace('outs: [model]', `outs: ['${path}']`)
      .replace('path: model', `path: '${path}'`);
    await elsewhere.write({ [`w/${file}`]: moved });
  }
  git(there, 'commit', '-q', '--amend', '--no-edit', '-a');
  const commit = git(there, 'rev-parse', 'HEAD').trim();
  git(workspace, 'worktree', 'remove', '--force', there.directory);
  return commit;
}

const PLACES = ['.git/hooks/post-commit', '.docket/runs.json', '.env', 'sub/.git/config', '.GIT/config', '.'];

test.each(PLACES)('checkout of a revision whose model would be %s', async (place) => {
  const workspace = await repository();
  const before = readdirSync(workspace.path('.git/hooks'));
  git(workspace, 'branch', 'evil', await withModelAt(workspace, 'HEAD', place));
  const reports = await checkout(await openWorkspace(workspace.directory), {
    ...{ command: 'docket checkout', revision: 'evil', force: true },
  });
  expect(reports).toMatchObject([{ state: 'failed', error: { code: REFUSED } }]);
  expect(readdirSync(workspace.path('.git/hooks'))).toEqual(before);
  expect(await workspace.text('model')).toBe('1\n');
  if (place !== '.') expect(existsSync(workspace.path(place))).toBe(false);
});

test.each(['.git/hooks/post-commit', '.'])('an experiment whose model would be %s', async (place) => {
  const workspace = await repository();
  const opened = await openWorkspace(workspace.directory);
  await saveExperiment(opened, 'evil');
  const ref = git(workspace, 'for-each-ref', '--format=%(refname)', 'refs/exps').trim();
  git(workspace, 'update-ref', ref, await withModelAt(workspace, ref, place));
  const error = await rejectionOf(restoreExperiment(opened, 'evil', { force: true }));
  expect(error.message).toMatch(/experiment 'evil'.*nothing was brought there|is the whole workspace/s);
  expect(await workspace.text('model')).toBe('1\n');
  expect(existsSync(workspace.path('.git/HEAD'))).toBe(true);
  if (place !== '.') expect(existsSync(workspace.path(place))).toBe(false);
});

test('a .dvc file whose data would be a hook of git', async () => {
  const workspace = await repository();
  const output =
    'outs:\n- {md5: b026324c6904b2a9cb4b88d6d61c81d1, hash: md5, path: .git/hooks/post-commit}\n';
  await workspace.write({ 'x.dvc': output });
  const opened = await openWorkspace(workspace.directory);
  const error = await rejectionOf(pullData(opened, { command: 'docket pull' }));
  expect(error.message).toContain(
    "x.dvc:2:54 outs[0].path: '.git/hooks/post-commit' lies in '.git', which Docket, DVC or git works by",
  );
  expect(existsSync(workspace.path('.git/hooks/post-commit'))).toBe(false);
});

describe('a symbolic link that leads out of the workspace', () => {
  const PIPELINE = 'stages:\n  a:\n    cmd: x\n    deps: [raw/in]\n    outs: [d/x]\n';
  const LOCK = `schema: '2.0'
stages:
  a:
    cmd: x
    deps:
    - {path: raw/in, hash: md5, md5: b026324c6904b2a9cb4b88d6d61c81d1, size: 2}
    outs:
    - {path: d/x, hash: md5, md5: b026324c6904b2a9cb4b88d6d61c81d1, size: 2}
`;
  async function withLinks(tracked: boolean) {
    const [workspace, outside] = [await repository(), await scratchWorkspace()];
    await workspace.write({ 'pipelines.yaml': PIPELINE, 'pipelines.lock': LOCK });
    for (const link of ['d', 'raw']) {
      mkdirSync(outside.path(link));
      symlinkSync(outside.path(link), workspace.path(link));
    }
    if (tracked) git(workspace, 'add', '-A');
    const opened = await openWorkspace(workspace.directory);
    return { outside, reports: await checkout(opened, { command: 'docket checkout', force: true }) };
  }
  const linked = (link: string) => ({
    code: REFUSED,
    message: expect.stringContaining(`symbolic link ${link}`),
  });

  test('that git brought along: nothing goes through it', async () => {
    const { outside, reports } = await withLinks(true);
    expect(reports.map(({ path, error }) => [path, error])).toEqual([
      ['d/x', linked('d')],
      ['raw/in', linked('raw')],
    ]);
    expect([existsSync(outside.path('d/x')), existsSync(outside.path('raw/in'))]).toEqual([false, false]);
  });

  test("of the user's own: documents may lie behind it, what stages make does not", async () => {
    const { outside, reports } = await withLinks(false);
    expect(reports.map(({ path, state }) => [path, state])).toEqual([
      ['d/x', 'failed'],
      ['raw/in', 'restored'],
    ]);
    expect([existsSync(outside.path('d/x')), existsSync(outside.path('raw/in'))]).toEqual([false, true]);
  });
});

test('listings name files of their directory alone, each once', () => {
  const md5 = 'b026324c6904b2a9cb4b88d6d61c81d1';
  const listing = (...entries: [string, string?][]) =>
    parseDirectoryText(JSON.stringify(entries.map(([relpath, hash = md5]) => ({ md5: hash, relpath }))));
  for (const relpath of ['', '.', 'a/', '/a', 'a//b', '../a', 'a/../b', 'a\0b', 'a\ud800', '.git/config'])
    expect(listing([relpath])).toBeNull();
  for (const relpath of ['sub/.GIT/hooks/x', 'x'.repeat(300), 'x/'.repeat(2000)])
    expect(listing([relpath])).toBeNull();
  expect(listing(['a'], ['a'])).toBeNull();
  expect(listing(['a'], ['a/b'])).toBeNull();
  expect(listing(['a', `${md5}.dir`])).toBeNull();
  expect(listing(['a', '../../etc/passwd'])).toBeNull();
  // A stage could make it, so a listing may name it.
  const deep = `${'x'.repeat(79)}/`.repeat(50);
  expect([listing([`${deep}f`]), listing([`${deep}${deep}f`])]).toEqual([[expect.anything()], null]);
  expect(listing(['a\nb'], ['.hidden'], ['ä/ß 文'], ['..a'])).toHaveLength(4);
});
