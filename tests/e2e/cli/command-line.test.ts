/** The command line's promises to people and scripts: exit codes, --json, remedies, --cwd. */
import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { docket, startDocket } from '../../support/docket-process.js';
import { testLong } from '../../support/long-tests.js';
import { removeScratchWorkspaces, scratchWorkspace } from '../../support/scratch-workspace.js';

afterEach(removeScratchWorkspaces);
const ONE = {
  'pipelines.yaml':
    'stages:\n  one:\n    desc: Copies\n    cmd: cp in.txt out.txt\n    deps: [in.txt]\n    outs: [out.txt]\n',
  'in.txt': 'x',
};

test('repro --json is one document of the promised shape, and nothing else is on stdout', async () => {
  const { directory } = await scratchWorkspace(ONE);
  const { code, stdout } = await docket(['repro', '--json'], directory);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toEqual({
    run_id: expect.any(String),
    pipeline: 'all',
    stages: [
      expect.objectContaining({
        name: 'one',
        state: 'ran',
        reason: 'never run',
        items: { total: 1, ran: 1, cached: 0, failed: 0 },
        seconds: expect.any(Number),
      }),
    ],
    metrics: {},
  });
});

test('a workspace is found from a directory below it, and by --cwd', async () => {
  const workspace = await scratchWorkspace({ ...ONE, 'deep/down/x': '' });
  expect((await docket(['status'], workspace.path('deep/down'))).stdout).toContain('never run');
  expect((await docket(['status', '--cwd', workspace.directory], '/')).stdout).toContain('never run');
});

test('a stage that does not exist is told at once, also while another run holds the workspace', async () => {
  const workspace = await scratchWorkspace({
    'pipelines.yaml': 'stages:\n  slow:\n    cmd: touch started && sleep 50\n    outs: [x]\n',
  });
  const holder = startDocket(['repro'], workspace.directory);
  await holder.says('slow: never run');
  const { code, stderr } = await docket(['repro', 'slo'], workspace.directory);
  holder.child.kill('SIGINT');
  await holder.ended;
  expect(code).toBe(2);
  expect(stderr).toContain("Did you mean 'slow'?");
  expect(stderr).not.toContain('Waiting');
});

testLong(
  'status tells what a stopped run has done already, and which files cannot be read, also when all is up to date',
  async () => {
    const workspace = await scratchWorkspace({
      'pipelines.yaml': `stages:
  each:
    each: in/*
    cmd: |
      case "$DOCKET_ITEM" in *c) test -e go || { echo blocked; sleep 50; };; esac
      cp "$DOCKET_ITEM" "$DOCKET_OUTPUT"
    outs: [out]
`,
      ...{ 'in/a': '1', 'in/b': '2', 'in/c': '3' },
    });
    symlinkSync('nowhere', workspace.path('in/d'));
    const stopped = startDocket(['repro', '--jobs', '1'], workspace.directory);
    await stopped.says('blocked');
    stopped.child.kill('SIGINT');
    await stopped.ended;
    const stale = (await docket(['status'], workspace.directory)).stdout;
    expect(stale).toContain('2 of 4 files already done');
    expect(stale).toContain('1 file could not be read');
    await workspace.write({ go: '' });
    await docket(['repro'], workspace.directory);
    const current = (await docket(['status'], workspace.directory)).stdout;
    expect(current).toContain('All that can be read is up to date');
    expect(current).toContain('  in/d is gone, or a symbolic link to nothing');
  },
);

test('a pipe among the documents and a folder without any are told, by the first run and by the next', async () => {
  const workspace = await scratchWorkspace({
    'pipelines.yaml':
      'stages:\n  each:\n    each: in/**/*\n    cmd: cp "$DOCKET_ITEM" "$DOCKET_OUTPUT"\n    outs: [out]\n',
    'in/a/one': '1',
  });
  mkdirSync(workspace.path('in/b'));
  spawnSync('mkfifo', [workspace.path('in/a/pipe')]);
  for (const state of ['ran', 'unchanged']) {
    const { stdout } = await docket(['repro'], workspace.directory);
    expect(stdout).toMatch(new RegExp(`each +${state}`));
    expect(stdout).toContain('in/a/pipe is a named pipe, not a file; remove it.');
    expect(stdout).toContain('in/b  has no files in it');
  }
});

test('what only reads works where nothing can be written any more', async () => {
  const workspace = await scratchWorkspace({
    ...ONE,
    '.docket/tmp': 'no directory, so that no file fits into it',
  });
  for (const command of [['status'], ['repro', '--dry'], ['metrics', 'show'], ['dag']]) {
    expect({ command, code: (await docket(command, workspace.directory)).code }).toEqual({
      command,
      code: 0,
    });
  }
});

test('exit code 1 for failure, with the reason on stderr and in the document', async () => {
  const { directory } = await scratchWorkspace({
    'pipelines.yaml': 'stages:\n  bad:\n    cmd: exit 7\n    outs: [x]\n',
  });
  const { code, stdout, stderr } = await docket(['repro', '--json'], directory);
  expect(code).toBe(1);
  expect(JSON.parse(stdout).stages[0]).toMatchObject({
    state: 'failed',
    error: { code: 'pipeline/command-failed' },
  });
  expect(stderr).toContain('exit code 7');
});

test('--dry changes nothing', async () => {
  const workspace = await scratchWorkspace(ONE);
  const { code, stdout } = await docket(['repro', '--dry'], workspace.directory);
  expect(code).toBe(0);
  expect(stdout).toContain('never run');
  expect(existsSync(workspace.path('out.txt'))).toBe(false);
  expect(existsSync(workspace.path('pipelines.lock'))).toBe(false);
});

test('-f runs a plain dvc.yaml and keeps its lock in dvc.lock', async () => {
  const workspace = await scratchWorkspace({ ...ONE, 'dvc.yaml': ONE['pipelines.yaml'] });
  expect((await docket(['repro', '-f', 'dvc.yaml'], workspace.directory)).code).toBe(0);
  expect(await workspace.text('dvc.lock')).toContain("schema: '2.0'");
});

test.each([
  ['tree', 'one  Copies'],
  ['mermaid', 'flowchart TD'],
  ['dot', 'digraph {'],
])('dag --format %s', async (format, expected) => {
  const { directory } = await scratchWorkspace(ONE);
  expect((await docket(['dag', '--format', format], directory)).stdout).toContain(expected);
});

test('outside a workspace the remedy is told', async () => {
  const { directory } = await scratchWorkspace();
  const { code, stderr } = await docket(['status'], directory);
  expect(code).toBe(1);
  expect(stderr).toContain('docket init DIR');
});

test('init makes a workspace once', async () => {
  const { directory } = await scratchWorkspace();
  expect((await docket(['init', 'archive'], directory)).code).toBe(0);
  expect(existsSync(`${directory}/archive/data/raw`)).toBe(true);
  const [first = ''] = readFileSync(`${directory}/archive/pipelines.yaml`, 'utf8').split('\n');
  const schema = first.slice(first.indexOf('=') + 1);
  expect(JSON.parse(readFileSync(`${directory}/archive/${schema}`, 'utf8')).title).toContain(
    'pipelines.yaml',
  );
  const again = await docket(['init', 'archive'], directory);
  expect(again.code).toBe(1);
  expect(again.stderr).toContain('nothing was changed');
});

test('init hides no dvc.yaml behind a pipelines.yaml', async () => {
  const { directory, path } = await scratchWorkspace({ 'dvc.yaml': 'stages: {}\n' });
  const { code, stderr } = await docket(['init', '.'], directory);
  expect([code, stderr]).toEqual([1, expect.stringContaining('docket import-dvc')]);
  expect(existsSync(path('pipelines.yaml'))).toBe(false);
});

test('init --sample copies the class folders of the samples and nothing beside them', async () => {
  const { directory } = await scratchWorkspace();
  const { code, stdout } = await docket(['init', 'archive', '--sample', '--json'], directory);
  expect(code).toBe(0);
  const raw = `${directory}/archive/data/raw`;
  const entries = readdirSync(raw, { withFileTypes: true });
  expect(entries.length).toBeGreaterThanOrEqual(8);
  expect(entries.filter((entry) => !entry.isDirectory())).toEqual([]);
  const files = entries.flatMap(({ name }) => readdirSync(`${raw}/${name}`));
  expect(JSON.parse(stdout).documents).toBe(files.length);
});

const droppable = process.getuid?.() === 0 && existsSync('/usr/bin/setpriv');
(droppable ? test : test.skip)(
  'files and folders without read permission are told, the others still come (needs setpriv and root)',
  async () => {
    const workspace = await scratchWorkspace({
      'pipelines.yaml':
        'stages:\n  up:\n    each: in/**/*\n    cmd: tr a-z A-Z < "$DOCKET_ITEM" > "$DOCKET_OUTPUT"\n    outs: [out]\n',
      'in/good.txt': 'good',
      'in/secret.txt': 'secret',
      'in/closed/inside.txt': 'inside',
    });
    const nobody = 65534;
    for (const path of ['', 'pipelines.yaml', 'in', 'in/good.txt', 'in/secret.txt', 'in/closed'])
      chownSync(workspace.path(path), nobody, nobody);
    chmodSync(workspace.path('in/secret.txt'), 0);
    chmodSync(workspace.path('in/closed'), 0);
    const { status, stdout } = spawnSync(
      'setpriv',
      [
        ...['--reuid', String(nobody), '--regid', String(nobody), '--clear-groups'],
        ...[process.execPath, 'bin/docket.mjs', 'repro', '--json', '--cwd', workspace.directory],
      ],
      { encoding: 'utf8', env: { ...process.env, HOME: workspace.directory } },
    );
    expect(status).toBe(0);
    const [{ items, failures }] = JSON.parse(stdout).stages;
    expect(items).toMatchObject({ total: 3, ran: 1, failed: 2 });
    expect(failures.map(({ path, code }: { path: string; code: string }) => [path, code])).toEqual([
      ['in/closed', 'document/unreadable-file'],
      ['in/secret.txt', 'document/unreadable-file'],
    ]);
    expect(await workspace.text('out/good.txt')).toBe('GOOD');
  },
);

const READS = {
  'pipelines.yaml': 'stages:\n  etl: {uses: etl, each: data/raw/**/*, outs: [data/interim]}\n',
};

test('doctor says what is missing and how to mend it', async () => {
  const { directory } = await scratchWorkspace(READS);
  const { stdout } = await docket(['doctor', '--json'], directory);
  const findings = JSON.parse(stdout) as { subject: string; state: string; remedy?: string }[];
  expect(findings.find(({ subject }) => subject === 'data/raw')).toMatchObject({
    state: 'warning',
    remedy: expect.stringContaining('data/raw/<class>/'),
  });
});

test('doctor tells a misspelt setting, half a model, and a claim that may be of before a restart', async () => {
  const { directory, path } = await scratchWorkspace({
    ...ONE,
    'models/classifier/bundle.json': '{}',
    '.docket/claims/4711-aaaaaaaaaaaaaaaa.json': JSON.stringify({
      ...{ pid: 4711, started: '1', space: 'another-boot pid:[1]', command: 'docket repro' },
      since: '2026-01-01T00:00:00.000Z',
    }),
  });
  const { stdout } = await docket(['doctor', '--json'], directory, { DOCKET_PROT: '9' });
  const findings = JSON.parse(stdout) as {
    subject: string;
    state: string;
    finding: string;
    remedy?: string;
  }[];
  const about = (subject: string) => findings.find((each) => each.subject === subject);
  expect(about('settings')).toMatchObject({
    state: 'warning',
    finding: "DOCKET_PROT is no setting and does nothing. Did you mean 'DOCKET_PORT'?",
  });
  expect(about('model')).toMatchObject({ state: 'problem', remedy: '`docket repro` trains one.' });
  expect(about('runs')).toMatchObject({
    state: 'warning',
    remedy: expect.stringContaining(path('.docket/claims/4711-aaaaaaaaaaaaaaaa.json')),
  });
});

test('params show has every number, those of params.yaml and the defaults of the rest', async () => {
  const { directory } = await scratchWorkspace({ ...READS, 'params.yaml': 'etl: { max_pages: 7 }\n' });
  const { stdout } = await docket(['params', 'show'], directory);
  expect(stdout).toMatch(/^etl:\n(.*\n)+ {2}max_pages: 7\n/m);
  expect(stdout).toMatch(/# Largest file of an upload\.\n {2}max_file_bytes: 100000000\n/);
  const json = JSON.parse((await docket(['params', 'show', '--json'], directory)).stdout);
  expect(json).toMatchObject({ etl: { max_pages: 7 }, gateway: { max_files: 1000 } });
});

test('repro --dry says what of --pull, --commit and --push is not done', async () => {
  const { directory } = await scratchWorkspace(ONE);
  const all = await docket(['repro', '--dry', '--pull', '--push'], directory);
  expect(all.code).toBe(0);
  expect(all.stderr).toContain('--dry pulls nothing');
  expect(all.stderr).toContain('--dry neither commits nor pushes');
  expect((await docket(['repro', '--dry', '--commit'], directory)).stderr).toContain('--dry commits nothing');
  expect((await docket(['repro', '--dry'], directory)).stderr).not.toContain('--dry');
});
