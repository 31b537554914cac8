/** References, vars, foreach and matrix that cannot be resolved are told with line, key and remedy. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: DVC's references, not JavaScript's
import { removeScratchWorkspaces } from '../../support/scratch-workspace.js';
import { toldOf } from '../../support/told-mistakes.js';

afterEach(removeScratchWorkspaces);

const MISTAKES: [string, string, string, Record<string, string>?][] = [
  [
    'templating of a missing key',
    'stages:\n  a:\n    cmd: run ${train.epchs}\n',
    "pipelines.yaml:3:5 stages.a.cmd: ${train.epchs} names 'epchs', which does not exist in 'train'. Did you mean 'epochs'? Add it to params.yaml or 'vars:', or mend the reference.",
    { 'params.yaml': 'train: {epochs: 3}\n' },
  ],
  [
    'a variable of the shell that looks like a template',
    'stages:\n  a:\n    cmd: echo ${HOME}\n',
    'For a variable of the shell write \\${HOME}.',
  ],
  [
    'a reference that is none',
    'stages:\n  a:\n    cmd: echo ${a..b}\n',
    'is no reference; write it as ${section.key} or ${list[0]}.',
  ],
  [
    'a value defined twice',
    'vars:\n  - train: {epochs: 5}\nstages: {a: {cmd: x}}\n',
    "pipelines.yaml:2:5 vars[0]: defines 'train.epochs', which params.yaml defines already; keep one of the two.",
    { 'params.yaml': 'train: {epochs: 3}\n' },
  ],
  [
    'vars that need templates',
    'vars: ["${x}.yaml"]\nstages: {a: {cmd: x}}\n',
    "vars[0]: is read before ${…} is filled in; write the file's name out.",
  ],
  [
    'a key of a vars file that is not there',
    'vars: ["params.yaml:trian"]\nstages: {a: {cmd: x}}\n',
    'vars[0]: takes a part of params.yaml, which is taken already; remove it.',
    { 'params.yaml': 'train: 1\n' },
  ],
  [
    'item defined by a repeated stage',
    'stages:\n  a:\n    foreach: [1]\n    do: {vars: [{item: 2}], cmd: x}\n',
    "defines 'item', which foreach and matrix set themselves; choose another name.",
  ],
  [
    'a matrix that is no map of lists',
    'stages:\n  a:\n    matrix: {m: 5}\n    cmd: x\n',
    'pipelines.yaml:3:5 stages.a.matrix: must be a map of lists.',
  ],
  [
    'foreach and matrix',
    'stages:\n  a:\n    foreach: [1]\n    matrix: {m: [1]}\n    do: {cmd: x}\n',
    "stages.a.matrix: stands beside 'foreach:'; keep one of the two.",
  ],
];

const rows = MISTAKES.map(([name, pipelines, expected, files]) => ({ name, pipelines, expected, files }));
test.each(rows)('$name', async ({ pipelines, expected, files }) => {
  expect(await toldOf(pipelines, files)).toContain(expected);
});
