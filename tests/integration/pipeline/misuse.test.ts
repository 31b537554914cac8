/** Every misuse of the grammar is told before anything runs, with file, line, key and remedy. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: DVC's references, not JavaScript's
import { removeScratchWorkspaces } from '../../support/scratch-workspace.js';
import { toldOf } from '../../support/told-mistakes.js';

afterEach(removeScratchWorkspaces);

const MISTAKES: [string, string, string, Record<string, string>?][] = [
  [
    'an unknown key',
    'stages:\n  a:\n    cmd: x\n    depz: [in]\n',
    "pipelines.yaml:4:5 stages.a.depz: is not a key that can stand here. Did you mean 'deps'? Remove it or mend its name.",
  ],
  [
    'a plot of the top level with a number for its fields',
    'stages: {}\nplots: [{p.csv: {y: 5}}]\n',
    'plots[0].p.csv.y: must be text or a list or keys with values.',
  ],
  [
    'an unknown key of the top level',
    'stage:\n  a: {cmd: x}\n',
    "pipelines.yaml:1:1 stage: is not a key that can stand here. Did you mean 'stages'?",
  ],
  [
    'an unknown option of an output',
    'stages:\n  a:\n    cmd: x\n    plots: [p.csv: {xlabel: y}]\n',
    "pipelines.yaml:4:21 stages.a.plots[0].p.csv.xlabel: is not a key that can stand here. Did you mean 'x_label'?",
  ],
  [
    'foreach mistyped',
    'stages:\n  a:\n    foreahc: [1]\n    do: {cmd: x}\n',
    "pipelines.yaml:4:5 stages.a.do: needs 'foreach:' beside it",
  ],
  [
    'a cycle',
    'stages:\n  a: {cmd: x, deps: [z], outs: [x]}\n  b: {cmd: x, deps: [x], outs: [y]}\n  c: {cmd: x, deps: [y], outs: [z]}\n',
    'pipelines.yaml:2:3 stages.a: feeds itself: a ─(x)→ b ─(y)→ c ─(z)→ a. Remove one of these dependencies.',
  ],
  [
    'two stages with one output',
    'stages:\n  a: {cmd: x, outs: [o]}\n  b: {cmd: x, outs: [o]}\n',
    "pipelines.yaml:3:15 stages.b.outs: 'o' is also made by stage 'a'. Give every stage paths of its own.",
  ],
  [
    "an output inside another's",
    'stages:\n  a: {cmd: x, outs: [o]}\n  b:\n    cmd: x\n    metrics: [o/m.json]\n',
    "pipelines.yaml:5:5 stages.b.metrics: 'o/m.json' lies inside 'o' of stage 'a'.",
  ],
  [
    "an output around another's",
    'stages:\n  a: {cmd: x, outs: [o/p]}\n  b: {cmd: x, outs: [o]}\n',
    "'o' contains 'o/p' of stage 'a'.",
  ],
  [
    'an output read by its own stage',
    'stages:\n  a: {cmd: x, deps: [o], outs: [o]}\n',
    "'o' is both read and made by this stage. Write to another path.",
    { o: '' },
  ],
  [
    'the whole workspace as an output',
    'stages:\n  a: {cmd: x, outs: [.]}\n',
    "'.' is the whole workspace. Write to a directory in it.",
  ],
  ...[
    'pipelines.yaml',
    'pipelines.lock',
    'params.yaml',
    'of-vars.yaml',
    'of-params.json',
    '.docket/x',
    '.env',
  ].map((path): (typeof MISTAKES)[number] => [
    `${path} as an output`,
    `vars: [of-vars.yaml]\nstages:\n  a: {cmd: x, outs: [${path}]}\n  b: {cmd: x, params: [of-params.json: [j]]}\n`,
    `pipelines.yaml:3:15 stages.a.outs: '${path}' `,
    { 'params.yaml': 'k: 1', 'of-vars.yaml': 'v: 1', 'of-params.json': '{"j": 1}' },
  ]),
  [
    'a dep on a missing file',
    'stages:\n  a: {cmd: x, outs: [data/clean]}\n  b:\n    cmd: x\n    deps:\n      - data/claen\n',
    "pipelines.yaml:6:9 stages.b.deps[0]: 'data/claen' does not exist and no stage makes it. Did you mean 'data/clean'? Put it there, or mend the path.",
  ],
  [
    'a dep named twice',
    'stages:\n  a: {cmd: x, deps: [in, ./in]}\n',
    "stages.a.deps[1]: './in' is named twice; remove one of the two.",
    { in: '' },
  ],
  [
    'a glob that matches nothing',
    'stages:\n  a:\n    each: in/*.pdf\n    cmd: x\n    outs: [o]\n',
    'pipelines.yaml:3:5 stages.a.each: no file matches in/*.pdf. Put files into in, or mend the glob.',
    { 'in/a.txt': '' },
  ],
  [
    'each without outs',
    'stages:\n  a: {each: in/*, cmd: x}\n',
    "stages.a.each: needs 'outs:' to put its files in; name a directory.",
    { 'in/a.txt': '' },
  ],
  [
    'a path outside the workspace',
    'stages:\n  a:\n    cmd: x\n    deps: [../other/in]\n',
    "pipelines.yaml:4:12 stages.a.deps[0]: '../other/in' lies outside the workspace; move it inside",
  ],
  [
    'an absolute path',
    'stages:\n  a: {cmd: x, outs: [/tmp/o]}\n',
    "stages.a.outs[0]: '/tmp/o' lies outside the workspace",
  ],
  [
    'a path of spaces',
    'stages:\n  a: {cmd: x, outs: [" "]}\n',
    "stages.a.outs[0]: ' ' is no path that anybody could read in an error or a lock; name it.",
  ],
  [
    'an address',
    'stages:\n  a: {cmd: x, deps: ["s3://bucket/key"]}\n',
    "'s3://bucket/key' is an address; stages read and make files of the workspace only",
  ],
  [
    'a wdir that is not there',
    'stages:\n  a: {cmd: x, wdir: code}\n',
    "'code' does not exist; make it, or mend the path.",
  ],
  [
    'a wdir that only its own stage writes to',
    'stages:\n  a: {cmd: echo > o, wdir: code, outs: [o]}\n',
    "pipelines.yaml:2:22 stages.a.wdir: 'code' does not exist; make it, or mend the path.",
  ],
  [
    'a wdir that an earlier stage was to make',
    'stages:\n  a: {cmd: mkdir code && touch code/x, outs: [code]}\n  b: {cmd: "true", deps: [../x], wdir: code/in}\n',
    "wdir 'code/in' of stage 'b' does not exist, and no stage before it made it",
  ],
  [
    'cmd beside uses',
    'stages:\n  a: {cmd: x, uses: etl, each: in/*, outs: [o]}\n',
    "stages.a.uses: stands beside 'cmd:'; keep one of the two.",
    { 'in/a.txt': '' },
  ],
  ['neither cmd nor uses', 'stages:\n  a: {outs: [o]}\n', "stages.a: needs 'cmd:' (a command) or 'uses:'"],
  [
    'an unknown stage of the platform',
    'stages:\n  a: {uses: etll, each: in/*, outs: [o]}\n',
    "stages.a.uses: 'etll' is no stage of the platform. Did you mean 'etl'? There are: etl, preprocess.",
    { 'in/a.txt': '' },
  ],
  [
    'an unknown stage of a group',
    'pipelines:\n  all: [a, bb]\nstages:\n  a: {cmd: x}\n  b: {cmd: x}\n',
    "pipelines.yaml:2:12 pipelines.all[1]: 'bb' is no stage of this file. Did you mean 'b'? Mend it, or remove it here.",
  ],
  [
    'a param that is not there',
    'stages:\n  a:\n    cmd: x\n    params: [train.lr]\n',
    "pipelines.yaml:4:5 stages.a.params: params.yaml has no key 'train.lr'. Add it there, or remove it here.",
    { 'params.yaml': 'train: {rate: 1}\n' },
  ],
  [
    'params below a wdir, whose file lies above it',
    'stages:\n  a:\n    cmd: x\n    wdir: code/deep\n    params: [lr, train.c]\n',
    'pipelines.yaml:5:5 stages.a.params: code/deep/params.yaml does not exist; write `../../params.yaml: [lr, train.c]` for the file above it, make it, or remove it here.',
    { 'params.yaml': 'lr: 1\ntrain: {c: 1}\n', 'code/deep/x': '' },
  ],
  [
    'params below a wdir, whose file lies nowhere',
    'stages:\n  a:\n    cmd: x\n    wdir: code\n    params: [other.yaml: [lr]]\n',
    'stages.a.params: code/other.yaml does not exist; make it, or remove it here.',
    { 'params.yaml': 'lr: 1\n', 'code/x': '' },
  ],
  [
    'a params file that is not there',
    'stages:\n  a:\n    cmd: x\n    params: [other.yaml: [k]]\n',
    'other.yaml does not exist; make it, or remove it here.',
  ],
  [
    'a params file in Python that is none',
    'stages:\n  a:\n    cmd: x\n    params: [params.py: [k]]\n',
    'params.py:1 cannot be read: it is no Python',
    { 'params.py': 'k = = 1\n' },
  ],
  [
    "a wrong value of a platform's stage",
    'stages:\n  a: {uses: etl, each: in/*, outs: [o]}\n',
    "params.yaml:2:3 etl.sufix: is not a key that can stand here. Did you mean 'suffix'?",
    { 'in/a.txt': '', 'params.yaml': 'etl:\n  sufix: x\n' },
  ],
  ['an @ in a name', 'stages:\n  a@b: {cmd: x}\n', "has an '@' in its name, which marks generated stages"],
  ['a blank in a name', 'stages:\n  a b: {cmd: x}\n', 'has blanks or one of / \\ : # $ in its name'],
  [
    'a key written twice',
    'stages:\n  a:\n    cmd: x\n    cmd: y\n',
    'pipelines.yaml:3:5 stages.a.cmd: is written again on line 4; keep one of the two.',
  ],
  [
    'marks of a merge',
    'stages:\n<<<<<<< ours\n  a: {cmd: x}\n=======\n  a: {cmd: y}\n>>>>>>> theirs\n',
    'pipelines.yaml:2 has marks of an unresolved merge; settle it with git, then run again.',
  ],
  [
    'marks of a merge in the lock',
    'stages:\n  a: {cmd: "true"}\n',
    'pipelines.lock:3 has marks of an unresolved merge; take either side (git checkout --ours pipelines.lock), then run again.',
    { 'pipelines.lock': "schema: '2.0'\nstages:\n<<<<<<< HEAD\n  a:\n=======\n" },
  ],
  [
    'a lock of a newer schema',
    'stages:\n  a: {cmd: "true"}\n',
    "pipelines.lock:1 has schema '3.0', this version reads '2.0'; upgrade Docket, or remove the lock to run everything anew.",
    { 'pipelines.lock': "schema: '3.0'\n" },
  ],
  [
    'a lock of DVC 1',
    'stages:\n  a: {cmd: "true"}\n',
    'pipelines.lock:1 has no schema, as DVC 1 wrote locks; remove it to run everything anew',
    { 'pipelines.lock': 'a:\n  cmd: "true"\n' },
  ],
  [
    'a params file in JSON that is none',
    'stages:\n  a: {cmd: x, params: [p.json: [k]]}\n',
    "p.json:1:8 is not valid JSON; mend it: Expected ',' or '}' after property value.",
    { 'p.json': '{"k": 1' },
  ],
  [
    'a params file in JSON that YAML would take',
    'stages:\n  a: {cmd: x, params: [p.json: [k]]}\n',
    "p.json:2:6 is not valid JSON; mend it: Unexpected token '}'.",
    { 'p.json': '{\n"k": }' },
  ],
  [
    'a lock that is none',
    'stages:\n  a: {cmd: "true"}\n',
    'pipelines.lock:1 is no lock (a map with schema and stages); take it from git, or remove it',
    { 'pipelines.lock': 'garbage\n' },
  ],
  [
    'a value of vars that would have to be filled in first',
    'vars: [{a: 1, b: "${a}x"}]\nstages:\n  a: {cmd: "echo ${b}"}\n',
    'pipelines.yaml:1:8 vars[0]: is read before ${…} is filled in; write the value out.',
  ],
  [
    'a value of a stage’s own vars',
    'stages:\n  a:\n    vars: [{b: {c: ["${x}"]}}]\n    cmd: echo ${b.c}\n',
    'stages.a.vars[0]: is read before ${…} is filled in; write the value out.',
  ],
  [
    'a glob among the documents that matches none of them',
    'stages:\n  a:\n    each: data/raw/**/*.pdf\n    cmd: x\n    outs: [o]\n',
    'pipelines.yaml:3:5 stages.a.each: no file matches data/raw/**/*.pdf. Put files into data/raw, or mend the glob.',
    { 'data/raw/a.txt': '1' },
  ],
  [
    'each of a folder',
    'stages:\n  a: {each: in, cmd: x, outs: [o]}\n',
    'stages.a.each: in is a folder; for the files below it write in/**/*.',
    { 'in/a.txt': '1' },
  ],
  [
    'a damaged lock',
    'stages:\n  a: {cmd: "true"}\n',
    'pipelines.lock:4 is damaged at stages.a.deps (takes a list); take it from git',
    { 'pipelines.lock': "schema: '2.0'\nstages:\n  a:\n    deps: 5\n    cmd: x\n" },
  ],
];

const rows = MISTAKES.map(([name, pipelines, expected, files]) => ({ name, pipelines, expected, files }));
test.each(rows)('$name', async ({ pipelines, expected, files }) => {
  expect(await toldOf(pipelines, files)).toContain(expected);
});

test('all of them at once, in the order of their lines, of both files', async () => {
  const message = await toldOf(
    `vars: [none.yaml]
stages:
  a:
    cmdd: x
    deps: [../up, missing.txt]
  b:
    cmd: run \${nothing}
    outs: [o]
  c:
    uses: etl
    each: in/*
    outs: [o/inner]
`,
    { 'in/a.txt': '', 'params.yaml': 'etl:\n  sufix: x\n' },
  );
  const lines = message.split('\n').map((line) => /^ {2}- (\S+)/.exec(line)?.[1] ?? line);
  expect(lines).toEqual([
    'pipelines.yaml and params.yaml have 7 problems:',
    'pipelines.yaml:1:8',
    'pipelines.yaml:4:5',
    'pipelines.yaml:5:12',
    'pipelines.yaml:5:19',
    'pipelines.yaml:7:5',
    'pipelines.yaml:12:5',
    'params.yaml:2:3',
  ]);
});

test('one mistake of syntax is told once, however much of the file it makes unreadable', async () => {
  const more = Array.from({ length: 50 }, (_, index) => `  s${index}: {cmd: x, outs: [o${index}]}\n`).join(
    '',
  );
  expect(await toldOf(`stages:\n  a: {cmd: echo \${x} > a, outs: [a]}\n${more}`)).toBe(
    'pipelines.yaml is not valid YAML; mend these lines:\n  - pipelines.yaml:2:18 Unexpected flow-map-start at node end (text with ${…} needs quotes within { } and [ ])',
  );
});
