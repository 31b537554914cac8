/** dvc.yaml's grammar, feature by feature: which stages, in which order, and what runs again, as DVC documents it. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: DVC's references, not JavaScript's
import { appendFileSync, existsSync, rmSync } from 'node:fs';
import { openWorkspace } from '../../../libs/composition/open-workspace.js';
import { type ReproduceOptions, readPipeline, reproduce } from '../../../libs/composition/reproduce.js';
import {
  removeScratchWorkspaces,
  type ScratchWorkspace,
  scratchWorkspace,
} from '../../support/scratch-workspace.js';

afterEach(removeScratchWorkspaces);

const project = (yaml: string, files: Record<string, string> = {}) =>
  scratchWorkspace({ 'dvc.yaml': yaml, ...files });
const run = async (workspace: ScratchWorkspace, options: ReproduceOptions = {}) => {
  const opened = await openWorkspace(workspace.directory);
  return (await reproduce(opened, { jobs: 1, ...options })).stages;
};
/** 'name state' of each stage, in running order. */
const states = async (workspace: ScratchWorkspace, options: ReproduceOptions = {}) =>
  (await run(workspace, options)).map(({ name, state, error }) => `${name} ${error?.message ?? state}`);
const pipelineOf = async (yaml: string, files: Record<string, string> = {}) =>
  (await readPipeline(await openWorkspace((await project(yaml, files)).directory))).pipeline;
const commandsOf = async (yaml: string, params = '') => {
  const { stages } = await pipelineOf(yaml, { 'params.yaml': params });
  return Object.fromEntries(stages.map(({ name, cmd }) => [name, cmd.join(' && ')]));
};

describe('what runs again', () => {
  test('a stage comes after what feeds it, whatever the order of the file; nothing changed: nothing runs', async () => {
    const workspace = await project(
      'stages:\n  last: {cmd: cat b > c, deps: [b], outs: [c]}\n  middle: {cmd: cat a > b, deps: [a], outs: [b]}\n  first: {cmd: echo 1 > a, outs: [a]}\n',
    );
    expect(await states(workspace)).toEqual(['first ran', 'middle ran', 'last ran']);
    expect(await states(workspace)).toEqual(['first unchanged', 'middle unchanged', 'last unchanged']);
    expect(existsSync(workspace.path('dvc.lock'))).toBe(true);
  });

  test('a changed dep runs its stage; what then comes out the same stops there', async () => {
    const workspace = await project(
      'stages:\n  count: {cmd: wc -l < in > n, deps: [in], outs: [n]}\n  use: {cmd: cat n > o, deps: [n], outs: [o]}\n',
      { in: 'a\nb\n' },
    );
    await run(workspace);
    await workspace.write({ in: 'c\nd\n' });
    expect(await states(workspace)).toEqual(['count ran', 'use unchanged']);
  });

  test('a changed command runs; white space counts too', async () => {
    const workspace = await project('stages: {a: {cmd: echo 1 > a, outs: [a]}}\n');
    await run(workspace);
    await workspace.write({ 'dvc.yaml': 'stages: {a: {cmd: "echo  1 > a", outs: [a]}}\n' });
    expect(await run(workspace)).toMatchObject([{ state: 'ran', reason: 'command changed' }]);
  });

  test('a command without deps but with an output is skipped; without both it always runs', async () => {
    const workspace = await project('stages:\n  made: {cmd: echo 1 > a, outs: [a]}\n  bare: {cmd: "true"}\n');
    await run(workspace);
    expect(await states(workspace)).toEqual(['made unchanged', 'bare ran']);
  });

  test('always_changed runs every time', async () => {
    const workspace = await project('stages: {a: {cmd: echo 1 > a, outs: [a], always_changed: true}}\n');
    expect([await states(workspace), await states(workspace)]).toEqual([['a ran'], ['a ran']]);
  });

  test('desc and meta change nothing', async () => {
    const yaml = (desc: string) =>
      `stages: {a: {cmd: echo 1 > a, outs: [a], desc: "${desc}", meta: {by: "${desc}"}}}\n`;
    const workspace = await project(yaml('one'));
    await run(workspace);
    await workspace.write({ 'dvc.yaml': yaml('says ${nothing} of value') });
    expect(await states(workspace)).toEqual(['a unchanged']);
  });

  test('frozen: neither it nor what feeds only it runs; its outputs come back, and replaced ones count', async () => {
    const yaml = (frozen: boolean) =>
      `stages:\n  a: {cmd: cat in > a, deps: [in], outs: [a]}\n  b: {cmd: cat a > b, deps: [a], outs: [b], frozen: ${frozen}}\n  c: {cmd: cat b > c, deps: [b], outs: [c]}\n`;
    const workspace = await project(yaml(false), { in: '1' });
    await run(workspace);
    await workspace.write({ in: '2', 'dvc.yaml': yaml(true) });
    expect(await states(workspace, { stages: ['c'] })).toEqual(['b unchanged', 'c unchanged']);
    rmSync(workspace.path('b'));
    expect(await states(workspace, { stages: ['c'] })).toEqual(['b cached', 'c unchanged']);
    await workspace.write({ b: 'by hand' });
    expect(await states(workspace, { stages: ['c'] })).toEqual(['b unchanged', 'c ran']);
    expect(await workspace.text('c')).toBe('by hand');
    rmSync(workspace.path('b'));
    rmSync(workspace.path('.docket/cache'), { recursive: true });
    expect((await states(workspace, { stages: ['c'] }))[0]).toContain(
      "without 'frozen: true' the stage makes it",
    );
  });

  test('going back to older params costs nothing, also without the lock (run cache)', async () => {
    const workspace = await project(
      'stages:\n  a:\n    cmd: echo x >> runs; cat params.yaml > a\n    params: [p]\n    outs: [a]\n',
      { 'params.yaml': 'p: 1\n' },
    );
    await run(workspace);
    await workspace.write({ 'params.yaml': 'p: 2\n' });
    expect(await run(workspace)).toMatchObject([{ state: 'ran', reason: 'param p 1 → 2' }]);
    await workspace.write({ 'params.yaml': 'p: 1\n' });
    expect(await states(workspace)).toEqual(['a cached']);
    rmSync(workspace.path('dvc.lock'));
    expect(await states(workspace)).toEqual(['a cached']);
    expect(await workspace.text('runs')).toBe('x\nx\n');
  });

  test('a removed dep or param runs the stage', async () => {
    const workspace = await project(
      'stages: {a: {cmd: echo 1 > a, deps: [x, y], params: [p, q], outs: [a]}}\n',
      { x: '', y: '', 'params.yaml': 'p: 1\nq: 2\n' },
    );
    await run(workspace);
    await workspace.write({
      'dvc.yaml': 'stages: {a: {cmd: echo 1 > a, deps: [x], params: [p], outs: [a]}}\n',
    });
    expect((await run(workspace))[0]).toMatchObject({
      state: 'ran',
      reason: 'param q removed; dep y no longer declared',
    });
  });
});

describe('commands', () => {
  test('a list runs one after another, in wdir, and stops at the first that fails', async () => {
    const workspace = await project(
      'stages:\n  a:\n    wdir: code\n    cmd: [cat ../in > one, "echo 2 > two", exit 3, echo > never]\n    deps: [../in]\n    outs: [one, two]\n',
      { in: '1', 'code/x': '' },
    );
    const [report] = await run(workspace);
    expect(report?.error?.message).toContain('`exit 3` ended with exit code 3');
    expect([existsSync(workspace.path('code/two')), existsSync(workspace.path('code/never'))]).toEqual([
      true,
      false,
    ]);
  });

  test('the environment says what runs', async () => {
    const workspace = await project(
      'stages:\n  a:\n    cmd: echo "$DOCKET_STAGE $DVC_STAGE $DOCKET_ROOT $DVC_ROOT $DOCKET_RUN" > e\n    outs: [e]\n',
    );
    await run(workspace);
    const root = workspace.directory;
    expect(await workspace.text('e')).toMatch(new RegExp(`^a a ${root} ${root} \\d{14}-[0-9a-f]{6}\n$`));
  });

  test('a signal, and an output that is a directory or missing, are told', async () => {
    const workspace = await project(
      'stages:\n  killed: {cmd: "echo before; kill -9 $$", outs: [a]}\n  lazy: {cmd: "echo done", outs: [b, c]}\n  fine: {cmd: mkdir -p d/e && echo 1 > d/e/f, outs: [d]}\n',
    );
    const [killed, lazy, fine] = await run(workspace, { keepGoing: true });
    expect(killed?.error?.message).toMatch(
      /was ended by SIGKILL\. Its last lines:\n {4}before\n.*\.docket\/logs\/killed-/s,
    );
    expect(lazy?.error?.message).toMatch(
      /ended without making b, c; make them, or remove each from its outs\. Its last lines:\n {4}done\n.*logs\/lazy-/s,
    );
    expect(fine).toMatchObject({ state: 'ran' });
  });
});

describe('outputs', () => {
  test('an output is removed before its stage runs, unless it persists', async () => {
    const workspace = await project(
      'stages:\n  a:\n    cmd: cat in >> fresh; cat in >> kept\n    deps: [in]\n    outs: [fresh, kept: {persist: true}]\n',
      { in: '1' },
    );
    await run(workspace);
    await workspace.write({ in: '2' });
    await run(workspace);
    expect([await workspace.text('fresh'), await workspace.text('kept')]).toEqual(['2', '12']);
  });

  test('cache: false keeps an output out of the cache; a figure with it is still compared', async () => {
    const workspace = await project(
      'stages:\n  a:\n    cmd: echo big > big; echo "{}" > m.json\n    deps: [in]\n    outs: [big: {cache: false}]\n    metrics: [m.json: {cache: false}]\n',
      { in: '1' },
    );
    await run(workspace);
    expect(await states(workspace)).toEqual(['a unchanged']);
    rmSync(workspace.path('big'));
    expect(await states(workspace)).toEqual(['a ran']);
  });

  test('options of outs, metrics and plots are read', async () => {
    const { stages } = await pipelineOf(
      'stages:\n  a:\n    cmd: x\n    outs: [m: {push: false, remote: r, desc: d, type: t, labels: [l], meta: 1}]\n    metrics: [n.json]\n    plots:\n      - p.csv: {x: step, y: loss, x_label: X, y_label: Y, title: T, template: linear, header: false, cache: false}\n      - q.csv:\n          - {y: a}\n          - {y: b}\n',
    );
    expect(stages[0]?.outputs).toMatchObject([
      { path: 'm', push: false, remote: 'r', role: 'output' },
      { path: 'n.json', role: 'metric' },
      {
        path: 'p.csv',
        role: 'plot',
        cache: false,
        plots: [
          { x: 'step', y: 'loss', x_label: 'X', y_label: 'Y', title: 'T', template: 'linear', header: false },
        ],
      },
      { path: 'q.csv', plots: [{ y: 'a' }, { y: 'b' }] },
    ]);
  });
});

describe('params', () => {
  const FILES = {
    'params.yaml': 'train:\n  lr: 1.0\n  layers: [{size: 3}]\nother: 1\n',
    'conf.json': '{"a": {"b": 1.0e-5}, "c": 2}',
    'all.yaml': 'x: 1\ny: 2\n',
  };
  const YAML =
    'stages:\n  a:\n    cmd: echo 1 > a\n    params: [train.lr, train.layers.0.size, conf.json: [a.b], all.yaml:]\n    outs: [a]\n';

  test('files and dotted keys; only those that are named count', async () => {
    const workspace = await project(YAML, FILES);
    await run(workspace);
    await workspace.write({ 'params.yaml': FILES['params.yaml'].replace('other: 1', 'other: 2') });
    expect(await states(workspace)).toEqual(['a unchanged']);
    await workspace.write({ 'conf.json': '{"a": {"b": 2e-5}, "c": 2}' });
    expect(await run(workspace)).toMatchObject([{ reason: 'param conf.json:a.b 0.00001 → 0.00002' }]);
    await workspace.write({ 'all.yaml': 'x: 1\ny: 2\nz: 3\n' });
    expect(await run(workspace)).toMatchObject([{ reason: 'param all.yaml:z added' }]);
  });

  test('the lock has them as DVC writes them: sorted, floats as Python writes floats', async () => {
    const workspace = await project(YAML, FILES);
    await run(workspace);
    expect(await workspace.text('dvc.lock')).toBe(`schema: '2.0'
stages:
  a:
    cmd: echo 1 > a
    params:
      params.yaml:
        train.layers.0.size: 3
        train.lr: 1.0
      all.yaml:
        x: 1
        y: 2
      conf.json:
        a.b: 1e-05
    outs:
    - path: a
      hash: md5
      md5: b026324c6904b2a9cb4b88d6d61c81d1
      size: 2
`);
    const before = await workspace.text('dvc.lock');
    appendFileSync(workspace.path('dvc.yaml'), '  b: {cmd: echo 2 > b, outs: [b]}\n');
    await run(workspace);
    expect((await workspace.text('dvc.lock')).startsWith(before)).toBe(true);
  });
});

describe('templates', () => {
  test('vars: files, parts of files, maps; of the file and of a stage; deep merge', async () => {
    const { stages } = await pipelineOf(
      'vars: [more.yaml, "part.yaml:b,c", {train: {extra: 7}}]\nstages:\n  a:\n    wdir: sub\n    vars: [own.yaml, {k: v}]\n    cmd: run ${train.lr} ${train.extra} ${m} ${b} ${c} ${own} ${k}\n',
      {
        'params.yaml': 'train: {lr: 1.0}\n',
        'more.yaml': 'm: 1\n',
        'part.yaml': 'a: 0\nb: 2\nc: 3\n',
        'sub/own.yaml': 'own: here\n',
      },
    );
    expect(stages[0]?.cmd).toEqual(['run 1.0 7 1 2 3 here v']);
  });

  test('values as Python writes them; escaped ones stay; a whole reference keeps its type', async () => {
    expect(
      await commandsOf(
        'stages:\n  a:\n    cmd: run ${f} ${s} ${n} ${t} ${z} ${l[0]} ${l[-1]} ${m.a.b} \\${HOME}\n    frozen: ${t}\n',
        'f: 2.0\ns: 1e-05\nn: null\nt: true\nz: 1e16\nl: [x, y]\nm: {a: {b: c}}\n',
      ),
    ).toEqual({ a: 'run 2.0 1e-05 None true 1e+16 x y c ${HOME}' });
    const { stages } = await pipelineOf('stages: {a: {cmd: x, frozen: "${t}"}}\n', {
      'params.yaml': 't: true\n',
    });
    expect(stages[0]?.frozen).toBe(true);
  });

  test('a map in a command becomes its options', async () => {
    expect(
      await commandsOf(
        'stages: {a: {cmd: "run ${o}"}}\n',
        "o: {name: it's, on: true, off: false, n: {m: 1.0}, list: [1, two words, true], empty: ''}\n",
      ),
    ).toEqual({ a: `run --name 'it'"'"'s' --on --n.m 1.0 --list 1 'two words' True --empty ''` });
  });

  test('a map in a command becomes options in the style of `dvc config parsing`', async () => {
    const files = {
      'params.yaml': 'o: {on: true, off: false, n: {no: false}, list: [1, two words], none: []}\n',
    };
    const cmd = async (config: Record<string, string>) =>
      (await pipelineOf('stages: {a: {cmd: "run ${o}"}}\n', { ...files, ...config })).stages[0]!.cmd[0];
    const shared = '[parsing]\n    bool = boolean_optional\n    list = append\n';
    expect(await cmd({ '.dvc/config': shared })).toBe(
      "run --on --no-off --no-n.no --list 1 --list 'two words'",
    );
    expect(await cmd({ '.dvc/config': shared, '.dvc/config.local': '[parsing]\nbool = store_true\n' })).toBe(
      "run --on --list 1 --list 'two words'",
    );
    await expect(cmd({ '.dvc/config': '[parsing]\nlist = nrgs\n' })).rejects.toThrow(
      ".dvc/config: parsing.list is 'nrgs'. Did you mean 'nargs'? There are: nargs, append.",
    );
  });

  test('foreach over a list, a map, maps in a list, and a reference', async () => {
    expect(await commandsOf('stages:\n  t:\n    foreach: [x, 2, 0.5]\n    do: {cmd: "r ${item}"}\n')).toEqual(
      {
        't@x': 'r x',
        't@2': 'r 2',
        't@0.5': 'r 0.5',
      },
    );
    expect(
      await commandsOf(
        'stages:\n  t:\n    foreach: ${m}\n    do: {cmd: "r ${key} ${item.e}"}\n',
        'm: {us: {e: 10}, uk: {e: 20}}\n',
      ),
    ).toEqual({ 't@us': 'r us 10', 't@uk': 'r uk 20' });
    expect(
      await commandsOf(
        'stages:\n  t:\n    foreach: [{n: 1}, {n: "${p}"}]\n    do: {cmd: "r ${item.n}"}\n',
        'p: 9\n',
      ),
    ).toEqual({ 't@0': 'r 1', 't@1': 'r 9' });
  });

  test('matrix makes every combination, the last axis fastest', async () => {
    expect(
      await commandsOf(
        'stages:\n  t:\n    matrix: {m: [a, b], f: "${fs}"}\n    cmd: r ${item.m} ${item.f.p} ${key}\n',
        'fs: [{p: 1}, {p: 2}]\n',
      ),
    ).toEqual({
      't@a-f0': 'r a 1 a-f0',
      't@a-f1': 'r a 2 a-f1',
      't@b-f0': 'r b 1 b-f0',
      't@b-f1': 'r b 2 b-f1',
    });
  });

  test('a generated stage is named as stage@item, all of them as stage', async () => {
    const workspace = await project(
      'stages:\n  t:\n    foreach: [x, y]\n    do: {cmd: "echo 1 > ${item}", outs: ["${item}"]}\n  other: {cmd: "true"}\n',
    );
    expect(await states(workspace, { stages: ['t@y'] })).toEqual(['t@y ran']);
    expect(await states(workspace, { stages: ['t'] })).toEqual(['t@x ran', 't@y unchanged']);
  });
});

test('the top level: params, metrics, plots and artifacts, templates filled in', async () => {
  const { declared } = await pipelineOf(
    'vars: [{d: dir}]\nparams: [p.yaml]\nmetrics: ["${d}/m.json"]\nplots:\n  - ${d}\n  - Loss: {x: step, y: {a.csv: [l1, l2], b.csv: l}, title: T}\n  - c.csv:\nartifacts:\n  model: {path: "${d}/m", type: model, desc: x, labels: [a], meta: {k: 1}}\nstages: {}\n',
  );
  expect(declared).toEqual({
    params: ['p.yaml'],
    metrics: ['dir/m.json'],
    plots: [
      { id: 'dir', options: {} },
      { id: 'Loss', options: { x: 'step', y: { 'a.csv': ['l1', 'l2'], 'b.csv': 'l' }, title: 'T' } },
      { id: 'c.csv', options: {} },
    ],
    artifacts: { model: { path: 'dir/m', type: 'model', desc: 'x', labels: ['a'], meta: { k: 1 } } },
  });
});
