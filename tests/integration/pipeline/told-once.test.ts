/** What leads out of the workspace is told once and truly, and outputs that look like patterns with what to write instead. */
import { openWorkspace } from '#composition/open-workspace.js';
import { workspaceStatus } from '#composition/reproduce.js';
import { removeScratchWorkspaces, scratchWorkspace } from '../../support/scratch-workspace.js';

afterEach(removeScratchWorkspaces);

const problems = async (files: Record<string, string>) => {
  const workspace = await openWorkspace((await scratchWorkspace(files)).directory);
  const error = await workspaceStatus(workspace).catch((caught: Error) => caught);
  return (error as Error).message.split('\n').map((line) => line.replace(/^( {2}- )?\S+:\d+:\d+ /, ''));
};
const outside = 'lies outside the workspace; move it inside, or make the directory above the workspace.';

test('of paths, params and vars', async () => {
  const stage = '{cmd: x, deps: [../../i], outs: [../../o], params: [../p.yaml: [a]]}';
  expect(await problems({ 'pipelines.yaml': `stages:\n  a: ${stage}\n` })).toEqual([
    'pipelines.yaml has 3 problems:',
    `stages.a.outs[0]: '../../o' ${outside}`,
    `stages.a.deps[0]: '../../i' ${outside}`,
    `stages.a.params[0]: '../p.yaml' ${outside}`,
  ]);
  const [vars] = await problems({
    'pipelines.yaml': 'vars: [../v.yaml]\nstages: {a: {cmd: x}}\n',
  });
  expect(vars).toBe("vars[0]: '../v.yaml' lies outside the workspace; move it inside, or remove it here.");
});

test('of a wdir, without what would be found from it', async () => {
  const stage = '{cmd: x, wdir: ../.., deps: [i], outs: [o]}';
  expect(await problems({ 'pipelines.yaml': `stages:\n  a: ${stage}\n` })).toEqual([
    `stages.a.wdir: '../..' ${outside}`,
  ]);
});

test('outputs are no patterns; a file that is named so is one', async () => {
  const pipeline = 'stages:\n  a: {cmd: x, outs: ["out/*"]}\n  b: {cmd: x, outs: ["a*b"]}\n';
  expect(await problems({ 'pipelines.yaml': pipeline, 'a*b': '' })).toEqual([
    "stages.a.outs: 'out/*' is no path: outputs are named, not matched. Name the folder: 'out'.",
  ]);
});

test('a mistake in what foreach or matrix repeats, for the template; one of a part of it says of how many', async () => {
  const pipeline = `stages:
  m:
    matrix: {x: [1, 2, 3], y: [a, b]}
    cmd: run
    dep: [nowhere]
    outs: ["m-\${item.x}-\${item.y}"]
  f:
    foreach: [1, 2, 3]
    do: {cmd: run, deps: [nowhere, "in-\${item}"], outs: [f]}
`;
  const missing = 'does not exist and no stage makes it. Put it there, or mend the path.';
  expect(await problems({ 'pipelines.yaml': pipeline, 'in-1': '', 'in-3': '' })).toEqual([
    'pipelines.yaml has 4 problems:',
    "stages.m.dep: is not a key that can stand here. Did you mean 'deps'? Remove it or mend its name. (in all 6 of m@…)",
    "stages.f.outs: 'f' is also made by stage 'f@1'. Give every stage paths of its own. (in 2 of the 3 of f@…)",
    `stages.f.deps[0]: 'nowhere' ${missing} (in all 3 of f@…)`,
    `stages.f@2.deps[1]: 'in-2' ${missing}`,
  ]);
});
