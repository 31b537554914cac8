/** What a person at a terminal is spared: stack traces after `| head`, and file names that act on the terminal. */
import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { DOCKET, docket, startDocket } from '../../support/docket-process.js';
import { removeScratchWorkspaces, scratchWorkspace } from '../../support/scratch-workspace.js';

afterEach(removeScratchWorkspaces);
const ONE = {
  'pipelines.yaml': 'stages:\n  one:\n    cmd: cp in.txt out.txt\n    deps: [in.txt]\n    outs: [out.txt]\n',
  'in.txt': 'x',
};

test.each([['--help'], ['doctor'], ['dag --json']])(
  'docket %s ends quietly when nobody reads its results',
  async (command) => {
    const { directory } = await scratchWorkspace(ONE);
    const started = startDocket(command.split(' '), directory);
    started.child.stdout!.destroy();
    expect(await started.ended).toMatchObject({ code: 0, stderr: '' });
  },
);

test('a command whose notes nobody reads ends as it would have', async () => {
  const { directory } = await scratchWorkspace(ONE);
  const started = startDocket(['status'], directory);
  started.child.stderr!.destroy();
  const { code, stdout } = await started.ended;
  expect(code).toBe(0);
  expect(stdout).toContain('never run');
});

test('a run whose progress nobody reads any more stops as after Ctrl-C', async () => {
  const workspace = await scratchWorkspace({
    'pipelines.yaml': 'stages:\n  slow:\n    cmd: sleep 50 && touch out.txt\n    outs: [out.txt]\n',
  });
  const started = startDocket(['repro'], workspace.directory);
  started.child.stderr!.destroy();
  expect((await started.ended).code).toBe(1);
  expect(existsSync(workspace.path('out.txt'))).toBe(false);
  const { code, stderr } = await docket(['repro', '--dry'], workspace.directory);
  expect({ code, crashed: stderr.includes('interrupted') }).toEqual({ code: 0, crashed: false });
});

(existsSync('/dev/full') ? test : test.skip)(
  'a result that finds no space is an error, not a stack trace (needs /dev/full)',
  async () => {
    const { directory } = await scratchWorkspace(ONE);
    const full = openSync('/dev/full', 'w');
    const { status, stderr } = spawnSync(process.execPath, [DOCKET, 'status'], {
      ...{ cwd: directory, stdio: ['ignore', full, 'pipe'], encoding: 'utf8' },
    });
    closeSync(full);
    expect(status).toBe(1);
    expect(stderr).toMatch(/error What this command says cannot be written \(ENOSPC.*\)\.$/m);
    expect(stderr).not.toContain('    at ');
  },
);

test('wrong use is told as JSON too where JSON is asked for, and common options may come first', async () => {
  const { directory } = await scratchWorkspace(ONE);
  const wrong = await docket(['repro', '--jobs', '0', '--json'], directory);
  expect(wrong.code).toBe(2);
  expect(JSON.parse(wrong.stdout)).toMatchObject({ error: { code: 'request/invalid' } });
  expect(JSON.parse((await docket(['--json', 'status'], directory)).stdout)).toHaveProperty('stages');
  expect((await docket(['exp', '--cwd', directory, 'list'], '/')).code).toBe(0);
});

test('names and lines with escape sequences, bells and line breaks never reach the terminal as such', async () => {
  const evil = 'a\u001b]0;owned\u0007\nerror all gone\u009b2J.txt';
  const workspace = await scratchWorkspace({
    'pipelines.yaml':
      'stages:\n  each:\n    each: in/*\n    cmd: ls "$DOCKET_ITEM" && exit 3\n    outs: [out]\n',
    [`in/${evil}`]: 'x',
  });
  const { stdout, stderr } = await docket(['repro'], workspace.directory);
  expect(stderr).toContain('a\\x1b]0;owned\\x07\\nerror all gone\\x9b2J.txt');
  expect((stdout + stderr).match(/[^\P{Cc}\n\t]/u)).toBeNull();
  const { stdout: document } = await docket(['repro', '--json'], workspace.directory);
  expect(document.match(/[^\P{Cc}\n]/u)).toBeNull();
  expect(JSON.parse(document).stages[0].state).toBe('failed');
});
