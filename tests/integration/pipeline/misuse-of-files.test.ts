/** Files that no stage can work with (missing, left out, links, names) are told, and stop only those that need them. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: DVC's references, not JavaScript's
import { existsSync, symlinkSync, writeFileSync } from 'node:fs';
import { openWorkspace } from '../../../libs/composition/open-workspace.js';
import { reproduce, workspaceStatus } from '../../../libs/composition/reproduce.js';
import { removeScratchWorkspaces, scratchWorkspace } from '../../support/scratch-workspace.js';
import { rejectionOf } from '../../support/thrown-by.js';
import { told, toldOf } from '../../support/told-mistakes.js';

afterEach(removeScratchWorkspaces);

test('a path that .dvcignore leaves out can be no part of a stage, since no change of it would be seen', async () => {
  const message = await toldOf(
    `stages:
  a: {cmd: x, deps: [secret, kept], outs: [o.tmp]}
  b: {cmd: x, deps: [o.tmp, sub/deep/file], metrics: [m.json]}
  c: {cmd: x, each: secret/*, outs: [later/x]}
`,
    {
      '.dvcignore': 'secret/\n*.tmp\nlater/\n',
      'sub/.dvcignore': 'deep\n',
      ...{ 'secret/a': '', kept: '', 'sub/deep/file': '' },
    },
  );
  const told = [...message.matchAll(/(stages\.\S+): '(.*)' is left out by \.dvcignore/g)].map((each) =>
    each.slice(1),
  );
  expect(told).toEqual([
    ['stages.a.deps[0]', 'secret'],
    ['stages.a.outs', 'o.tmp'],
    ['stages.b.deps[0]', 'o.tmp'],
    ['stages.b.deps[1]', 'sub/deep/file'],
    ['stages.c.each', 'secret'],
    ['stages.c.outs', 'later/x'],
  ]);
});

test('what is missing is told beside other mistakes, unless one of them may hide who makes it', async () => {
  const written = (mistake: string) =>
    `stages:\n  a:\n    ${mistake}\n    deps: [../up, none]\n    outs: [o]\n  b: {cmd: x, each: in/*, outs: [p]}\n`;
  const places = async (mistake: string) =>
    [...(await toldOf(written(mistake))).matchAll(/stages\.\S+(?=:)/g)].map(([place]) => place);
  expect(await places('cmd: "${none}"')).toEqual([
    ...['stages.a.cmd', 'stages.a.deps[0]', 'stages.a.deps[1]', 'stages.b.each'],
  ]);
  // What is written wrongly may still make it.
  expect(await places('out: [none, p/x]')).toEqual(['stages.a.out', 'stages.a.deps[0]', 'stages.b.each']);
  expect(await places('out: ["${none}"]')).not.toContain('stages.a.deps[1]');
});

test('symbolic links: to themselves, to nothing, out of the workspace, and in a circle within a dep', async () => {
  const elsewhere = await scratchWorkspace({ 'keep.txt': 'mine' });
  const workspace = await scratchWorkspace({
    'pipelines.yaml':
      'stages:\n  a: {cmd: x, deps: [loop]}\n  b: {cmd: x, deps: [broken]}\n  c: {cmd: x, outs: [out/keep.txt]}\n',
  });
  symlinkSync('loop', workspace.path('loop'));
  symlinkSync('nowhere', workspace.path('broken'));
  symlinkSync(elsewhere.directory, workspace.path('out'));
  const message = await told(workspace);
  expect(message).toContain("stages.a.deps[0]: 'loop' is a symbolic link that leads to itself; remove it.");
  expect(message).toContain("stages.b.deps[0]: 'broken' is a symbolic link to nothing; mend or remove it.");
  expect(message).toContain(
    "stages.c.outs: 'out/keep.txt' lies outside the workspace, through a symbolic link",
  );
  expect(existsSync(elsewhere.path('keep.txt'))).toBe(true);

  const circle = await scratchWorkspace({
    'pipelines.yaml': 'stages:\n  a: {cmd: "echo > o", deps: [in], outs: [o]}\n',
    'in/x': '',
  });
  symlinkSync('..', circle.path('in/up'));
  expect(await told(circle)).toContain(
    "'in/up' is a symbolic link to a directory above it; remove the link.",
  );
});

test('links in a circle and names that are not UTF-8, in deps, outs and globs: all with file, line and key', async () => {
  const workspace = await scratchWorkspace({
    'pipelines.yaml': `stages:
  a: {cmd: "ls in > o", deps: [in], outs: [o]}
  b: {cmd: "ls other > loop", deps: [other], outs: [loop]}
  c: {cmd: "true", each: round/*, outs: [c]}
`,
    ...{ 'in/deep/x': '', 'other/y': '' },
  });
  writeFileSync(Buffer.concat([Buffer.from(`${workspace.path('in/deep')}/`), Buffer.from([0xff, 0x61])]), '');
  for (const [target, path] of [
    ...[['..', 'other/up'] as const, ['none', 'other/broken'] as const],
    ...[['loop', 'loop'] as const, ['round', 'round'] as const],
  ])
    symlinkSync(target, workspace.path(path));
  const expected = [
    "pipelines.yaml:2:32 stages.a.deps[0]: 'in/deep/\ufffda' has a name that is not UTF-8; rename it.",
    "stages.b.deps[0]: 'other/broken' is a symbolic link to nothing; mend or remove it.",
    "stages.b.deps[0]: 'other/up' is a symbolic link to a directory above it; remove the link.",
    "stages.b.outs: 'loop' is a symbolic link that leads to itself; remove it.",
    "stages.c.each: 'round' is a symbolic link that leads to itself; remove it.",
  ];
  const message = await told(workspace);
  for (const line of expected) expect(message).toContain(line);
  const status = workspaceStatus(await openWorkspace(workspace.directory));
  expect((await rejectionOf(status)).message).toBe(message);
  expect(existsSync(workspace.path('o'))).toBe(false);
});

test('what only other stages miss does not stop the ones that run', async () => {
  const workspace = await scratchWorkspace({
    'pipelines.yaml': 'stages:\n  good: {cmd: "echo 1 > o", outs: [o]}\n  bad: {cmd: x, deps: [missing]}\n',
  });
  const { stages } = await reproduce(await openWorkspace(workspace.directory), { stages: ['good'] });
  expect(stages).toMatchObject([{ name: 'good', state: 'ran' }]);
});

test('a command of an `each:` that makes a folder, or nothing, is told which output has to be a file', async () => {
  const workspace = await scratchWorkspace({
    'pipelines.yaml': `stages:
  a:
    each: in/*
    cmd: cp $DOCKET_ITEM $DOCKET_OUTPUT; mkdir $DOCKET_OUTPUT_2
    outs: [o, p]
  b: {each: in/*, cmd: "true", outs: [q]}
`,
    'in/x': '',
  });
  const message = await told(workspace);
  expect(message).toContain("'a' made a folder, not a file, for in/x; write one file to $DOCKET_OUTPUT_2.");
  expect(message).toContain("'b' made no output for in/x; write one file to $DOCKET_OUTPUT.");
});
