/** One attempt tells all that is wrong: of the grammar, of the files that it takes in, and of what lies on the disk. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: DVC's references, not JavaScript's
import { symlinkSync } from 'node:fs';
import { openWorkspace } from '../../../libs/composition/open-workspace.js';
import { reproduce } from '../../../libs/composition/reproduce.js';
import {
  removeScratchWorkspaces,
  type ScratchWorkspace,
  scratchWorkspace,
} from '../../support/scratch-workspace.js';

afterEach(removeScratchWorkspaces);

const told = async ({ directory }: ScratchWorkspace): Promise<string> =>
  reproduce(await openWorkspace(directory)).then(
    () => '',
    (error: Error) => error.message,
  );

test('missing files, globs without match and links beside a mistyped key and one that is written twice', async () => {
  const workspace = await scratchWorkspace({
    'pipelines.yaml': `stages:
  a: {cmdd: x, deps: [none], outs: [o]}
  b: {cmd: x, each: in/*, outs: [p]}
  c: {cmd: x, deps: [loop], outs: [q]}
  d: {cmd: x, desc: y, desc: z, outs: [r]}
`,
  });
  symlinkSync('loop', workspace.path('loop'));
  const message = await told(workspace);
  for (const line of [
    "pipelines.yaml:2:7 stages.a.cmdd: is not a key that can stand here. Did you mean 'cmd'?",
    "stages.a.deps[0]: 'none' does not exist and no stage makes it.",
    'stages.b.each: no file matches in/*.',
    "stages.c.deps[0]: 'loop' is a symbolic link that leads to itself",
    'pipelines.yaml:5:15 stages.d.desc: is written again on line 5; keep one of the two.',
  ])
    expect(message).toContain(line);
});

test('of a stage that is written twice, the mistakes of each definition, and nothing about what one of them makes', async () => {
  const workspace = await scratchWorkspace({
    'pipelines.yaml': `stages:
  a: {cmd: x, dep: [q], outs: [o]}
  b: {cmd: x, deps: [made], frozn: true}
  a: {cmd: x, outs: [made, ../x], dps: [q]}
  g: {foreach: [1], do: {cmd: x, depz: [q]}}
  g: {foreach: [1], do: {cmd: x, outz: [q]}}
pipelines: {all: [a, b]}
`,
  });
  const message = await told(workspace);
  for (const line of [
    'pipelines.yaml:2:3 stages.a: is written again on line 4; keep one of the two.',
    'pipelines.yaml:2:15 stages.a.dep: is not a key',
    'pipelines.yaml:3:29 stages.b.frozn: is not a key',
    "pipelines.yaml:4:28 stages.a (line 4).outs[1]: '../x' lies outside the workspace",
    'pipelines.yaml:4:35 stages.a (line 4).dps: is not a key',
    'pipelines.yaml:5:34 stages.g@1.depz: is not a key',
    'pipelines.yaml:6:34 stages.g (line 6)@1.outz: is not a key',
    'has 8 problems',
  ])
    expect(message).toContain(line);
});

test('a link to itself is told even where a mistyped key may hide outputs, a missing file is not', async () => {
  const workspace = await scratchWorkspace({
    'pipelines.yaml': 'stages:\n  a: {cmd: x, out: [none]}\n  b: {cmd: x, deps: [none, loop]}\n',
  });
  symlinkSync('loop', workspace.path('loop'));
  const message = await told(workspace);
  expect(message).toContain('stages.b.deps[1]');
  expect(message).not.toContain('stages.b.deps[0]');
});

test('every params file that cannot be read, beside a mistake of the grammar', async () => {
  const files = { 'j.json': '{"k": ', 't.toml': 'k = = 2\n', 'params.yaml': 'a: [\n' };
  const workspace = await scratchWorkspace({
    'pipelines.yaml':
      'stages:\n  a: {cmdd: x}\n  b: {cmd: "run ${a}", params: [k, j.json: [k], t.toml: [k]]}\n',
    ...files,
  });
  const message = await told(workspace);
  for (const once of ['params.yaml is not', 'j.json:1:6 is not', 't.toml:1 cannot', 'stages.a.cmdd'])
    expect(message.split(once)).toHaveLength(2);
  // What it would have filled in is not told as missing.
  expect(message).not.toContain('stages.b');
});

test('what git keeps for itself is told as that, where there is no .dvcignore', async () => {
  const workspace = await scratchWorkspace({
    'pipelines.yaml': 'stages:\n  a: {cmd: x, deps: [.git/HEAD]}\n',
    '.git/HEAD': '',
  });
  expect(await told(workspace)).toContain("stages.a.deps[0]: '.git/HEAD' is what .git keeps for itself");
});
