/** Kills, full disks and rivals: the next run continues, with the same result. Real processes, real signals. */
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { docket, startDocket } from '../../support/docket-process.js';
import { whitePng } from '../../support/hostile-files.js';
import { testLong } from '../../support/long-tests.js';
import {
  removeScratchWorkspaces,
  type ScratchWorkspace,
  scratchWorkspace,
} from '../../support/scratch-workspace.js';

afterEach(removeScratchWorkspaces);
const COUNT = 40;
/** Each file takes a moment, and leaves a mark each time it is worked on. */
const PIPELINE = `stages:
  work:
    each: in/*.txt
    cmd: echo "$DOCKET_ITEM" >> runs.log && sleep 0.02 && sha1sum < "$DOCKET_ITEM" > "$DOCKET_OUTPUT"
    outs: [out]
  join:
    cmd: cat out/* > all.txt
    deps: [out]
    outs: [all.txt]
`;

/** Shell: waits until the test writes the file, however slow the machine is. */
const UNTIL_GO = 'while [ ! -e go ]; do sleep 0.05; done';

const prepared = (above?: string) => {
  const files: Record<string, string> = { 'pipelines.yaml': PIPELINE };
  for (let index = 0; index < COUNT; index++) files[`in/${index}.txt`] = `text ${index}`;
  return scratchWorkspace(files, above);
};
const worked = (workspace: ScratchWorkspace): string[] =>
  existsSync(workspace.path('runs.log'))
    ? readFileSync(workspace.path('runs.log'), 'utf8').trim().split('\n')
    : [];
const temporaryFiles = (workspace: ScratchWorkspace): string[] =>
  ['.docket/tmp', '.docket/cache/tmp', '.docket/claims', '.docket/processes'].flatMap((path) =>
    existsSync(workspace.path(path)) ? readdirSync(workspace.path(path)) : [],
  );
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

testLong(
  'kill -9 again and again: the runs together do each file about once, and the result is the same',
  async () => {
    const undisturbed = await prepared();
    expect((await docket(['repro', '--quiet'], undisturbed.directory)).code).toBe(0);

    const workspace = await prepared();
    let kills = 0;
    for (const wait of [120, 60, 180, 30, 150]) {
      const run = startDocket(['repro', '--jobs', '3'], workspace.directory);
      await run.says('never run');
      await pause(wait);
      run.child.kill('SIGKILL');
      if ((await run.ended).signal === 'SIGKILL') kills++;
    }
    expect(kills).toBeGreaterThan(0);
    const last = await docket(['repro', '--json'], workspace.directory);
    expect(last.code).toBe(0);
    expect(await workspace.text('pipelines.lock')).toBe(await undisturbed.text('pipelines.lock'));
    expect(await workspace.text('all.txt')).toBe(await undisturbed.text('all.txt'));
    // At most the three in flight are done again after each kill.
    expect(worked(workspace).length).toBeLessThanOrEqual(COUNT + kills * 3);
    const { cached } = JSON.parse(last.stdout).stages[0].items;
    expect(cached).toBeGreaterThan(0);
    expect(temporaryFiles(workspace)).toEqual([]);
  },
);

test('Ctrl-C stops cleanly, says that the next run continues, and it does', async () => {
  const workspace = await prepared();
  const run = startDocket(['repro'], workspace.directory);
  await run.says('never run');
  await pause(150);
  run.child.kill('SIGINT');
  const { code, stderr } = await run.ended;
  expect(code).toBe(1);
  expect(stderr).toContain('the next run continues');
  const before = worked(workspace).length;
  expect(before).toBeGreaterThan(0);
  expect((await docket(['repro', '--quiet'], workspace.directory)).code).toBe(0);
  expect(worked(workspace).length).toBeLessThanOrEqual(COUNT + 3);
  expect(temporaryFiles(workspace)).toEqual([]);
});

test('Ctrl-C twice stops at once, also where a command will not, and the next run takes over', async () => {
  const workspace = await scratchWorkspace({
    'pipelines.yaml':
      'stages:\n  stubborn:\n    cmd: trap "" TERM; echo begun; test -e again || { touch again; sleep 60; }; echo x > x\n    outs: [x]\n',
  });
  const run = startDocket(['repro'], workspace.directory);
  await run.says('begun');
  run.child.kill('SIGINT');
  await run.says('Ctrl-C again');
  run.child.kill('SIGINT');
  expect((await run.ended).code).toBe(130);
  expect((await docket(['repro', '--quiet'], workspace.directory)).code).toBe(0);
  expect(temporaryFiles(workspace)).toEqual([]);
});

test('what a killed run left running is ended before the next one starts', async () => {
  const workspace = await scratchWorkspace({
    'pipelines.yaml': `stages:\n  slow:\n    cmd: echo begun; ${UNTIL_GO}; echo late >> late.txt; echo x > x\n    outs: [x]\n`,
  });
  const run = startDocket(['repro'], workspace.directory);
  await run.says('begun');
  run.child.kill('SIGKILL');
  await run.ended;
  const next = startDocket(['repro'], workspace.directory);
  await next.says('begun');
  // Whatever still waits goes on now.
  await workspace.write({ go: '' });
  expect((await next.ended).code).toBe(0);
  expect(await workspace.text('late.txt')).toBe('late\n');
});

test('a page that a killed run was reading is not read on beside the next run', async () => {
  const workspace = await scratchWorkspace({
    'pipelines.yaml': 'stages:\n  etl:\n    uses: etl\n    each: in/*\n    params: [etl]\n    outs: [out]\n',
    'params.yaml': 'etl: {}\n',
    // Plays a tesseract that hangs on its first page.
    'bin/tesseract': `#!/bin/sh
cd "$(dirname "$0")"
if [ "$1" = --version ]; then echo 'tesseract 5.3.0'; exit; fi
cat > /dev/null
if [ ! -e hanging ]; then echo $$ > hanging; sleep 300; fi
`,
  });
  chmodSync(workspace.path('bin/tesseract'), 0o755);
  mkdirSync(workspace.path('in'));
  writeFileSync(workspace.path('in/page.png'), whitePng(400, 300));
  const variables = {
    PATH: `${workspace.path('bin')}:${process.env.PATH}`,
    DOCKET_OCR_ENGINE: 'native-tesseract',
  };
  const run = startDocket(['repro'], workspace.directory, variables);
  while (!existsSync(workspace.path('bin/hanging')) || temporaryFiles(workspace).length === 0)
    await pause(20);
  const hanging = (await workspace.text('bin/hanging')).trim();
  run.child.kill('SIGKILL');
  await run.ended;
  expect(stateOf(hanging)).not.toBe('');
  expect((await docket(['repro', '--quiet'], workspace.directory, variables)).code).toBe(0);
  expect(stateOf(hanging)).toBe('');
});

testLong(
  'of two runs at once the second waits and says for whom, or fails when told not to wait',
  async () => {
    const workspace = await prepared();
    await workspace.write({ 'pipelines.yaml': PIPELINE.replace('sleep 0.02', UNTIL_GO) });
    const first = startDocket(['repro', '--jobs', '3'], workspace.directory);
    await first.says('never run');
    const hasty = await docket(['repro', '--no-wait', '--json'], workspace.directory);
    expect(hasty.code).toBe(1);
    expect(JSON.parse(hasty.stdout).error).toMatchObject({ code: 'workspace/locked' });
    expect(hasty.stderr).toContain(`process ${first.child.pid}`);
    const waiting = startDocket(['repro', '--json'], workspace.directory);
    await waiting.says(`Waiting for \`docket repro\` (process ${first.child.pid}`);
    await workspace.write({ go: '' });
    const second = await waiting.ended;
    expect(second.stderr).toContain('Waiting for');
    expect(JSON.parse(second.stdout).stages.map(({ state }: { state: string }) => state)).toEqual([
      'unchanged',
      'unchanged',
    ]);
    expect((await first.ended).code).toBe(0);
    expect(worked(workspace)).toHaveLength(COUNT);
  },
);

/** '' for a process that has ended, also where nobody has asked how yet. */
function stateOf(pid: string): string {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', pid], { encoding: 'utf8' });
  return stdout.trim().replace(/^Z.*/, '');
}

const mountable = process.getuid?.() === 0 && canMount();
function canMount(): boolean {
  const place = '/tmp/docket-test-mount-probe';
  mkdirSync(place, { recursive: true });
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', place], { stdio: 'ignore' });
    execFileSync('umount', [place], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

(mountable ? test : test.skip)(
  'a full disk is told, nothing is torn, and with space the next run continues (needs the right to mount)',
  async () => {
    const place = await scratchWorkspace({ 'disk/.keep': '' });
    const disk = place.path('disk');
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk]);
    try {
      const workspace = await prepared(disk);
      await workspace.write({
        'pipelines.yaml':
          'stages:\n  fill:\n    each: in/*.txt\n    cmd: head -c 40000 /dev/zero | cat - "$DOCKET_ITEM" > "$DOCKET_OUTPUT"\n    outs: [out]\n',
      });
      const full = await docket(['repro', '--json'], workspace.directory);
      expect(full.code).toBe(1);
      expect(`${full.stdout}${full.stderr}`).toMatch(/workspace\/disk-full|No space left/);
      expect(existsSync(workspace.path('pipelines.lock'))).toBe(false);
      execFileSync('mount', ['-o', 'remount,size=32m', disk]);
      const result = await docket(['repro', '--json'], workspace.directory);
      expect(result.code).toBe(0);
      expect(JSON.parse(result.stdout).stages[0].items).toMatchObject({ total: COUNT, failed: 0 });
      for (let index = 0; index < COUNT; index++) {
        expect(readFileSync(workspace.path(`out/${index}.txt`))).toHaveLength(
          40_000 + `text ${index}`.length,
        );
      }
    } finally {
      execFileSync('umount', ['-l', disk]);
    }
  },
);

(mountable ? test : test.skip)(
  'a disk that fills while a stage of the platform writes is workspace/disk-full, with the remedy (needs the right to mount)',
  async () => {
    const place = await scratchWorkspace({ 'disk/.keep': '' });
    const disk = place.path('disk');
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk]);
    try {
      const files: Record<string, string> = {
        'pipelines.yaml': 'stages:\n  etl:\n    uses: etl\n    each: in/*.txt\n    outs: [out]\n',
      };
      for (let index = 0; index < COUNT; index++) files[`in/${index}.txt`] = `word${index} `.repeat(1500);
      const workspace = await scratchWorkspace(files, disk);
      const full = await docket(['repro', '--json'], workspace.directory);
      expect(full.code).toBe(1);
      const { error } = JSON.parse(full.stdout).stages[0];
      expect(error.code).toBe('workspace/disk-full');
      expect(error.message).toContain('free some space, then run again');
      execFileSync('mount', ['-o', 'remount,size=64m', disk]);
      const { stdout } = await docket(['repro', '--json'], workspace.directory);
      const { items } = JSON.parse(stdout).stages[0];
      expect(items).toMatchObject({ total: COUNT, failed: 0 });
      expect(items.cached).toBeGreaterThan(0);
      expect(temporaryFiles(workspace)).toEqual([]);
    } finally {
      execFileSync('umount', ['-l', disk]);
    }
  },
);
