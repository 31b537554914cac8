/** The engine's promises beside the plan: side by side, inputs that change, links, clocks, logs. */
import { readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { runWorkspace, statesOf } from '../../support/run-workspace.js';
import {
  removeScratchWorkspaces,
  type ScratchWorkspace,
  scratchWorkspace,
} from '../../support/scratch-workspace.js';

afterEach(removeScratchWorkspaces);

/** Each of the two waits for the other to have begun, so many tenths of a second. */
const meeting = (patience: number) => {
  const wait = (own: string, other: string) =>
    `{cmd: "touch ${own}.here; for i in $(seq ${patience}); do test -e ${other}.here && break; sleep 0.1; done; test -e ${other}.here && echo > ${own}", outs: [${own}]}`;
  return `stages:\n  a: ${wait('a', 'b')}\n  b: ${wait('b', 'a')}\n  c: {cmd: cat a b > c, deps: [a, b], outs: [c]}\n`;
};

test('stages that do not wait for one another run side by side; with --jobs 1 one after another', async () => {
  const together = await scratchWorkspace({ 'pipelines.yaml': meeting(40) });
  expect(await statesOf(together, { jobs: 2 })).toEqual(['a ran', 'b ran', 'c ran']);
  const apart = await scratchWorkspace({ 'pipelines.yaml': meeting(3) });
  expect(await statesOf(apart, { jobs: 1 })).toEqual(['a pipeline/command-failed', 'b skipped', 'c skipped']);
});

test('a file where the directory of an output would be fails its stage by that path, and by no stack trace', async () => {
  const workspace = await scratchWorkspace({
    'pipelines.yaml': 'stages:\n  a: {cmd: "echo > models/a", outs: [models/a]}\n',
    models: 'no directory',
  });
  const [report] = await runWorkspace(workspace);
  expect(report!.error).toEqual({
    code: 'workspace/unreadable',
    message: expect.stringMatching(/\/models\/a leads through a file as if it were a directory;.*$/),
  });
  expect(report!.error!.message).not.toContain('\n');
});

test('the lock does not depend on which of two stages ends first', async () => {
  const yaml = (first: string, second: string) =>
    `stages:\n  a: {cmd: "sleep ${first}; echo > a", outs: [a]}\n  b: {cmd: "sleep ${second}; echo > b", outs: [b]}\n`;
  const orders = [];
  for (const [first, second] of [
    ['0.3', '0'],
    ['0', '0.3'],
  ] as const) {
    const workspace = await scratchWorkspace({ 'pipelines.yaml': yaml(first, second) });
    await runWorkspace(workspace, { jobs: 2 });
    orders.push((await workspace.text('pipelines.lock')).match(/^ {2}\w/gm));
  }
  expect(orders).toEqual([
    ['  a', '  b'],
    ['  a', '  b'],
  ]);
});

test('a script that changes while files are worked on leaves no results behind', async () => {
  const workspace = await scratchWorkspace({
    'pipelines.yaml':
      'stages:\n  a:\n    each: in/*\n    cmd: sh work.sh "$DOCKET_ITEM" > "$DOCKET_OUTPUT"\n    deps: [work.sh]\n    outs: [out]\n',
    'work.sh': 'case "$1" in *2) echo "echo new" > work.sh;; esac\necho old\n',
    'in/1': '1',
    'in/2': '2',
    'in/3': '3',
  });
  expect(await statesOf(workspace, { jobs: 1 })).toEqual(['a pipeline/input-changed']);
  // The old script comes back: what was made while another one stood there must not count as its work.
  const [report] = await runWorkspace(workspace, { jobs: 1 });
  expect(report).toMatchObject({ state: 'ran', items: { total: 3, ran: 3, cached: 0 } });
  for (const name of ['1', '2', '3']) expect(await workspace.text(`out/${name}`)).toBe('new\n');
});

test('a file that its own command changes fails alone, and is not recorded', async () => {
  const workspace = await scratchWorkspace({
    'pipelines.yaml':
      'stages:\n  a:\n    each: in/*\n    cmd: cp "$DOCKET_ITEM" "$DOCKET_OUTPUT"; case "$DOCKET_ITEM" in *bad) echo more >> "$DOCKET_ITEM";; esac\n    outs: [out]\n',
    'in/good': '1',
    'in/bad': '2',
  });
  const [report] = await runWorkspace(workspace);
  expect(report?.error?.message).toContain('in/bad changed while the stage was running');
  expect(report?.items).toMatchObject({ ran: 1, failed: 1 });
});

test('times from the future or of 1970 hide no change', async () => {
  const workspace = await scratchWorkspace({
    'pipelines.yaml': 'stages: {a: {cmd: cat in > a, deps: [in], outs: [a]}}\n',
    in: '1',
  });
  for (const [content, time] of [
    ['2', Date.now() / 1000 + 86_400],
    ['3', Date.now() / 1000 + 86_400],
    ['4', 0],
    ['5', 0],
  ] as const) {
    writeFileSync(workspace.path('in'), content);
    utimesSync(workspace.path('in'), time, time);
    expect(await statesOf(workspace)).toEqual(['a ran']);
    expect(await workspace.text('a')).toBe(content);
    expect(await statesOf(workspace)).toEqual(['a unchanged']);
  }
});

describe('hard links, where they are asked for', () => {
  const prepared = () =>
    scratchWorkspace({
      'pipelines.yaml':
        'stages:\n  a:\n    cmd: cat in > a; cat in >> kept\n    deps: [in]\n    outs: [a, kept: {persist: true}]\n  b:\n    cmd: echo tool > tool; chmod +x tool\n    outs: [tool]\n',
      in: '1',
      '.env': 'DOCKET_CACHE_LINKS=hardlink,copy\n',
    });
  const links = (workspace: ScratchWorkspace, path: string) => statSync(workspace.path(path)).nlink;

  test("an output that comes back is the cache's file; one that must be executable is a copy", async () => {
    const workspace = await prepared();
    await runWorkspace(workspace);
    // Two of one content.
    expect([links(workspace, 'a'), links(workspace, 'kept'), links(workspace, 'tool')]).toEqual([3, 3, 1]);
    expect((await statesOf(workspace)).every((state) => state.endsWith('unchanged'))).toBe(true);
    for (const path of ['a', 'tool']) rmSync(workspace.path(path));
    expect(await statesOf(workspace)).toEqual(['a cached', 'b cached']);
    expect([links(workspace, 'a'), links(workspace, 'tool')]).toEqual([3, 1]);
    expect(statSync(workspace.path('tool')).mode & 0o111).not.toBe(0);
  });

  test('a persistent output that is written to does not harm the cache', async () => {
    const workspace = await prepared();
    await runWorkspace(workspace);
    rmSync(workspace.path('kept'));
    await runWorkspace(workspace);
    expect(links(workspace, 'kept')).toBe(3);
    await workspace.write({ in: '2' });
    await runWorkspace(workspace);
    expect(await workspace.text('kept')).toBe('12');
    rmSync(workspace.path('kept'));
    await workspace.write({ in: '1' });
    const [report] = await runWorkspace(workspace);
    expect(report).toMatchObject({ state: 'ran' });
    expect(await workspace.text('kept')).toBe('1');
  });

  test('a way that does not exist is refused with the nearest', async () => {
    const workspace = await scratchWorkspace({
      'pipelines.yaml': 'stages: {}\n',
      '.env': 'DOCKET_CACHE_LINKS=hardlnk\n',
    });
    await expect(runWorkspace(workspace)).rejects.toThrow(
      "'hardlnk' is no way to link files. Did you mean 'hardlink'?",
    );
  });
});

test('each of one file', async () => {
  const workspace = await scratchWorkspace({
    'pipelines.yaml':
      'stages:\n  a: {each: in/a.txt, cmd: cp "$DOCKET_ITEM" "$DOCKET_OUTPUT", outs: [in/made]}\n  b: {each: in/made/a.txt, cmd: cp "$DOCKET_ITEM" "$DOCKET_OUTPUT", outs: [o]}\n',
    ...{ 'in/a.txt': '1', 'in/b.txt': '2' },
  });
  expect((await runWorkspace(workspace)).map(({ state }) => state)).toEqual(['ran', 'ran']);
  expect([await workspace.text('in/made/a.txt'), await workspace.text('o/a.txt')]).toEqual(['1', '1']);
  expect((await runWorkspace(workspace)).map(({ state }) => state)).toEqual(['unchanged', 'unchanged']);
});

test('logs are kept, of the latest runs', async () => {
  const workspace = await scratchWorkspace({
    'pipelines.yaml': 'stages: {a: {cmd: echo hello, always_changed: true}}\n',
  });
  for (let index = 0; index < 60; index++)
    await workspace.write({
      [`.docket/logs/a-202601010000${String(index).padStart(2, '0')}-abcdef.log`]: '',
    });
  await runWorkspace(workspace);
  const logs = readdirSync(workspace.path('.docket/logs')).sort();
  expect(logs).toHaveLength(50);
  expect(await workspace.text(`.docket/logs/${logs.at(-1)}`)).toContain('hello');
});
