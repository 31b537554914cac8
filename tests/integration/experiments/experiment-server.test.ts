/** Experiments on a git server: removed from there, and never written over by others of the same name. */
import { execFileSync } from 'node:child_process';
import {
  experimentNames,
  removeExperiments,
} from '../../../libs/composition/experiments/describe-experiments.js';
import { removeFromServer } from '../../../libs/composition/experiments/experiment-server.js';
import { saveExperiment } from '../../../libs/composition/experiments/save-experiment.js';
import { pullExperiments, pushExperiments } from '../../../libs/composition/experiments/share-experiments.js';
import { openWorkspace } from '../../../libs/composition/open-workspace.js';
import { reproduce } from '../../../libs/composition/reproduce.js';
import { experimentWorkspace, git } from '../../support/experiment-workspace.js';
import { describeLong } from '../../support/long-tests.js';
import {
  removeScratchWorkspaces,
  type ScratchWorkspace,
  scratchWorkspace,
} from '../../support/scratch-workspace.js';
import { rejectionOf } from '../../support/thrown-by.js';

const GIT_REMOTE = 'origin';
let workspace: ScratchWorkspace;
const opened = () => openWorkspace(workspace.directory);
const push = async () => pushExperiments(await opened(), [], { gitRemote: GIT_REMOTE });
const pull = async () => pullExperiments(await opened(), [], { gitRemote: GIT_REMOTE });
const remove = async (names: string[] | null) => removeFromServer(await opened(), names, GIT_REMOTE);
const save = async (name: string) => saveExperiment(await opened(), name);
const here = async () => (await experimentNames(await opened())).recorded.sort();
const there = () =>
  git(workspace, 'ls-remote', GIT_REMOTE, 'refs/exps/*')
    .split('\n')
    .flatMap((line) => line.split('/').slice(4))
    .sort();

describeLong('on a git server', () => {
  beforeEach(async () => {
    workspace = await experimentWorkspace(true);
    await workspace.write({ 'remotes.yaml': 'default: r\nremotes:\n  r: {url: r}\n', 'r/keep': '' });
    const server = await scratchWorkspace();
    execFileSync('git', ['init', '-q', '--bare', server.directory]);
    git(workspace, 'remote', 'add', GIT_REMOTE, server.directory);
    await reproduce(await opened());
    for (const name of ['one', 'two', 'three']) await save(name);
    expect((await push()).refused).toEqual([]);
  });
  afterEach(removeScratchWorkspaces);

  test('those that are named go from the server alone; a name that it lacks removes none', async () => {
    expect(await remove(['one', 'two'])).toEqual(['one', 'two']);
    expect([there(), await here()]).toEqual([['three'], ['one', 'three', 'two']]);
    const error = await rejectionOf(remove(['three', 'thre']));
    expect(error.code).toBe('experiment/unknown');
    expect(error.message).toContain("origin has no experiment 'thre'. Did you mean 'three'?");
    expect(there()).toEqual(['three']);
  });

  test("all: what is recorded here, and no colleague's", async () => {
    const colleague = git(workspace, 'rev-parse', 'HEAD').trim();
    git(
      workspace,
      'push',
      '-q',
      GIT_REMOTE,
      `${colleague}:refs/exps/${'a'.repeat(2)}/${'b'.repeat(38)}/theirs`,
    );
    expect((await remove(null)).sort()).toEqual(['one', 'three', 'two']);
    expect(there()).toEqual(['theirs']);
  });

  test('another one of the same name and commit is neither pushed nor pulled over, each with its remedy', async () => {
    await removeExperiments(await opened(), ['one']);
    await workspace.write({ 'params.yaml': 'train:\n  c: 2\n' });
    await reproduce(await opened());
    await save('one');
    const sent = await push();
    expect(sent.experiments.sort()).toEqual(['three', 'two']);
    expect(sent.refused).toMatchObject([{ name: 'one', code: 'experiment/exists' }]);
    expect(sent.refused[0]!.message).toContain('docket exp remove --git-remote origin one');
    const pulled = await pull();
    expect(pulled.experiments.sort()).toEqual(['three', 'two']);
    expect(pulled.refused).toMatchObject([{ name: 'one', code: 'experiment/exists' }]);
    expect(await remove(['one'])).toEqual(['one']);
    expect((await push()).refused).toEqual([]);
    expect(there()).toEqual(['one', 'three', 'two']);
  });

  test('of a name on two commits the one that is here goes; where both are, git is named; --all forgets both', async () => {
    await workspace.write({ 'notes.txt': 'later' });
    git(workspace, 'add', 'notes.txt');
    git(workspace, 'commit', '-qm', 'second');
    const [one] = git(workspace, 'ls-remote', GIT_REMOTE, 'refs/exps/*').split('\t');
    const head = git(workspace, 'rev-parse', 'HEAD').trim();
    const ref = `refs/exps/${head.slice(0, 2)}/${head.slice(2)}/one`;
    git(workspace, 'push', '-q', GIT_REMOTE, `${one}:${ref}`);
    expect(await remove(['one'])).toEqual(['one']);
    expect(git(workspace, 'ls-remote', GIT_REMOTE, ref)).toContain(ref);
    await push();
    await pull();
    expect(await here()).toEqual(['one', 'one', 'three', 'two']);
    const error = await rejectionOf(remove(['one']));
    expect([error.code, error.message]).toEqual([
      'experiment/exists',
      expect.stringContaining(`git push origin :${ref}`),
    ]);
    await removeExperiments(await opened(), ['one', 'three', 'two'], true);
    expect(await here()).toEqual([]);
  });
});
