/** `remote:` of an output: what belongs to another remote goes there and nowhere else, and comes back from there. */
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { openWorkspace } from '../../../libs/composition/open-workspace.js';
import { pullData } from '../../../libs/composition/pull-data.js';
import { pushData } from '../../../libs/composition/push-data.js';
import { reproduce } from '../../../libs/composition/reproduce.js';
import {
  removeScratchWorkspaces,
  type ScratchWorkspace,
  scratchWorkspace,
} from '../../support/scratch-workspace.js';
import { rejectionOf } from '../../support/thrown-by.js';

afterEach(removeScratchWorkspaces);

const PIPELINE = `stages:
  a:
    cmd: echo open > open; echo secret > secret; echo mine > mine
    outs: [open, {secret: {remote: vault}}, {mine: {push: false}}]
`;
/** md5 of 'open\\n' and 'secret\\n'. */
const OPEN = '6d856acdd097581cf176a978df4787ab';
const SECRET = 'dd02c7c2232759874e1c205587017bed';

const objects = (workspace: ScratchWorkspace, remote: string): string[] => {
  const root = workspace.path(`${remote}/files/md5`);
  if (!existsSync(root)) return [];
  return readdirSync(root).flatMap((start) => readdirSync(join(root, start)).map((rest) => start + rest));
};

async function ranWorkspace(): Promise<ScratchWorkspace> {
  const workspace = await scratchWorkspace({
    ...{ 'pipelines.yaml': PIPELINE, 'r/keep': '', 'vault/keep': '' },
    'remotes.yaml': 'default: r\nremotes:\n  r: {url: r}\n  vault: {url: vault}\n',
  });
  await reproduce(await openWorkspace(workspace.directory));
  return workspace;
}

test('push sends it to its own remote alone, and pull brings it from there', async () => {
  const workspace = await ranWorkspace();
  const opened = await openWorkspace(workspace.directory);
  const sent = await pushData(opened, { runCache: true });
  expect(sent).toMatchObject({ done: 2, failed: [] });
  expect([objects(workspace, 'r'), objects(workspace, 'vault')]).toEqual([[OPEN], [SECRET]]);
  // A record of the run cache names all that the stage made.
  expect(existsSync(workspace.path('r/runs'))).toBe(false);

  for (const path of ['.docket/cache', 'open', 'secret']) rmSync(workspace.path(path), { recursive: true });
  const pulled = await pullData(await openWorkspace(workspace.directory), { command: 'docket pull' });
  expect(pulled.fetched).toMatchObject({ done: 2, failed: [] });
  expect([await workspace.text('open'), await workspace.text('secret')]).toEqual(['open\n', 'secret\n']);
});

test('a remote that is asked for gets no part of what belongs to another', async () => {
  const workspace = await ranWorkspace();
  const opened = await openWorkspace(workspace.directory);
  await pushData(opened, { remote: 'r' });
  expect([objects(workspace, 'r'), objects(workspace, 'vault')]).toEqual([[OPEN], []]);
  await pushData(opened, { remote: 'vault' });
  expect(objects(workspace, 'vault').sort()).toEqual([OPEN, SECRET].sort());
});

test('a remote that nobody knows is told before anything is sent', async () => {
  const workspace = await ranWorkspace();
  await workspace.write({ 'remotes.yaml': 'remotes:\n  vaults: {url: r}\n' });
  const error = await rejectionOf(pushData(await openWorkspace(workspace.directory)));
  expect(error).toMatchObject({ code: 'remote/not-configured' });
  expect(error.message).toContain("no remote 'vault' (remote: of an output). Did you mean 'vaults'?");
  expect(objects(workspace, 'r')).toEqual([]);
});

test('experiments go and come the same ways', async () => {
  const workspace = await ranWorkspace();
  const git = (...args: string[]) => execFileSync('git', args, { cwd: workspace.directory, stdio: 'pipe' });
  git('init', '-q', '-b', 'main');
  git('config', 'user.name', 'A Tester');
  git('config', 'user.email', 'tester@example.org');
  git('add', '.');
  git('commit', '-qm', 'first');
  const server = await scratchWorkspace();
  execFileSync('git', ['init', '-q', '--bare', server.directory]);
  git('remote', 'add', 'origin', server.directory);
  const opened = await openWorkspace(workspace.directory);
  const { saveExperiment } = await import('../../../libs/composition/experiments/save-experiment.js');
  const shared = await import('../../../libs/composition/experiments/share-experiments.js');
  const restored = await import('../../../libs/composition/experiments/restore-experiment.js');
  await saveExperiment(opened, 'one');
  expect((await shared.pushExperiments(opened, [], { gitRemote: 'origin' })).refused).toEqual([]);
  expect(objects(workspace, 'vault')).toEqual([SECRET]);
  expect(objects(workspace, 'r')).toEqual([OPEN]);
  for (const path of ['.docket/cache', 'open', 'secret']) rmSync(workspace.path(path), { recursive: true });
  const again = await openWorkspace(workspace.directory);
  await restored.restoreExperiment(again, 'one', { force: true });
  expect(await workspace.text('secret')).toBe('secret\n');
});

test('what is sent of an experiment is told where git refuses it then; what goes to no remote is named', async () => {
  const workspace = await ranWorkspace();
  const at = (cwd: string, ...args: string[]) => execFileSync('git', args, { cwd, stdio: 'pipe' });
  const git = (...args: string[]) => at(workspace.directory, ...args);
  git('init', '-q', '-b', 'main');
  git('config', 'user.name', 'A Tester');
  git('config', 'user.email', 'tester@example.org');
  git('add', '.');
  git('commit', '-qm', 'first');
  const server = await scratchWorkspace();
  at(server.directory, 'init', '-q', '--bare');
  git('remote', 'add', 'origin', server.directory);
  const { saveExperiment } = await import('../../../libs/composition/experiments/save-experiment.js');
  const { pushExperiments } = await import('../../../libs/composition/experiments/share-experiments.js');
  await saveExperiment(await openWorkspace(workspace.directory), 'one');
  const push = async () =>
    pushExperiments(await openWorkspace(workspace.directory), [], { gitRemote: 'origin' });
  // No repository that can be pushed to: nothing is sent at all.
  git('remote', 'set-url', '--push', 'origin', `${server.directory}/none`);
  expect((await rejectionOf(push())).code).toMatch(/^git/);
  expect([objects(workspace, 'r'), objects(workspace, 'vault')]).toEqual([[], []]);
  git('remote', 'set-url', '--push', 'origin', server.directory);
  await server.write({ 'hooks/pre-receive': '#!/bin/sh\necho no experiments here >&2\nexit 1\n' });
  chmodSync(server.path('hooks/pre-receive'), 0o755);
  const error = await rejectionOf(push());
  expect(error.message).toContain('no experiments here');
  expect(error.message).toMatch(/Its data was sent before \(2 objects, .*does no harm/);
  expect(objects(workspace, 'vault')).toEqual([SECRET]);
  rmSync(server.path('hooks/pre-receive'));
  expect(await push()).toMatchObject({
    ...{ experiments: ['one'], refused: [], data: { done: 0, present: 2 } },
    withheld: [{ path: 'mine', experiments: ['one'] }],
  });
});
