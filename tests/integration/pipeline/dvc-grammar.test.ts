/** dvc.yaml's grammar, feature by feature: which stages, in which order, and what runs again, as DVC documents it. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: DVC's references, not JavaScript's
import { appendFileSync, existsSync, rmSync } from 'node:fs';
import { dvcProject, pipelineOf, runStages, stageStates } from '../../support/dvc-project.js';
import { removeScratchWorkspaces } from '../../support/scratch-workspace.js';

afterEach(removeScratchWorkspaces);

describe('what runs again', () => {
  test('a stage comes after what feeds it, whatever the order of the file; nothing changed: nothing runs', async () => {
    const workspace = await dvcProject(
      'stages:\n  last: {cmd: cat b > c, deps: [b], outs: [c]}\n  middle: {cmd: cat a > b, deps: [a], outs: [b]}\n  first: {cmd: echo 1 > a, outs: [a]}\n',
    );
    expect(await stageStates(workspace)).toEqual(['first ran', 'middle ran', 'last ran']);
    expect(await stageStates(workspace)).toEqual(['first unchanged', 'middle unchanged', 'last unchanged']);
    expect(existsSync(workspace.path('dvc.lock'))).toBe(true);
  });

  test('a changed dep runs its stage; what then comes out the same stops there', async () => {
    const workspace = await dvcProject(
      'stages:\n  count: {cmd: wc -l < in > n, deps: [in], outs: [n]}\n  use: {cmd: cat n > o, deps: [n], outs: [o]}\n',
      { in: 'a\nb\n' },
    );
    await runStages(workspace);
    await workspace.write({ in: 'c\nd\n' });
    expect(await stageStates(workspace)).toEqual(['count ran', 'use unchanged']);
  });

  test('a changed command runs; white space counts too', async () => {
    const workspace = await dvcProject('stages: {a: {cmd: echo 1 > a, outs: [a]}}\n');
    await runStages(workspace);
    await workspace.write({ 'dvc.yaml': 'stages: {a: {cmd: "echo  1 > a", outs: [a]}}\n' });
    expect(await runStages(workspace)).toMatchObject([{ state: 'ran', reason: 'command changed' }]);
  });

  test('a command without deps but with an output is skipped; without both it always runs', async () => {
    const workspace = await dvcProject(
      'stages:\n  made: {cmd: echo 1 > a, outs: [a]}\n  bare: {cmd: "true"}\n',
    );
    await runStages(workspace);
    expect(await stageStates(workspace)).toEqual(['made unchanged', 'bare ran']);
  });

  test('always_changed runs every time', async () => {
    const workspace = await dvcProject('stages: {a: {cmd: echo 1 > a, outs: [a], always_changed: true}}\n');
    expect([await stageStates(workspace), await stageStates(workspace)]).toEqual([['a ran'], ['a ran']]);
  });

  test('desc and meta change nothing', async () => {
    const yaml = (desc: string) =>
      `stages: {a: {cmd: echo 1 > a, outs: [a], desc: "${desc}", meta: {by: "${desc}"}}}\n`;
    const workspace = await dvcProject(yaml('one'));
    await runStages(workspace);
    await workspace.write({ 'dvc.yaml': yaml('says ${nothing} of value') });
    expect(await stageStates(workspace)).toEqual(['a unchanged']);
  });

  test('frozen: neither it nor what feeds only it runs; its outputs come back, and replaced ones count', async () => {
    const yaml = (frozen: boolean) =>
      `stages:\n  a: {cmd: cat in > a, deps: [in], outs: [a]}\n  b: {cmd: cat a > b, deps: [a], outs: [b], frozen: ${frozen}}\n  c: {cmd: cat b > c, deps: [b], outs: [c]}\n`;
    const workspace = await dvcProject(yaml(false), { in: '1' });
    await runStages(workspace);
    await workspace.write({ in: '2', 'dvc.yaml': yaml(true) });
    expect(await stageStates(workspace, { stages: ['c'] })).toEqual(['b unchanged', 'c unchanged']);
    rmSync(workspace.path('b'));
    expect(await stageStates(workspace, { stages: ['c'] })).toEqual(['b cached', 'c unchanged']);
    await workspace.write({ b: 'by hand' });
    expect(await stageStates(workspace, { stages: ['c'] })).toEqual(['b unchanged', 'c ran']);
    expect(await workspace.text('c')).toBe('by hand');
    rmSync(workspace.path('b'));
    rmSync(workspace.path('.docket/cache'), { recursive: true });
    expect((await stageStates(workspace, { stages: ['c'] }))[0]).toContain(
      "without 'frozen: true' the stage makes it",
    );
  });

  test('going back to older params costs nothing, also without the lock (run cache)', async () => {
    const workspace = await dvcProject(
      'stages:\n  a:\n    cmd: echo x >> runs; cat params.yaml > a\n    params: [p]\n    outs: [a]\n',
      { 'params.yaml': 'p: 1\n' },
    );
    await runStages(workspace);
    await workspace.write({ 'params.yaml': 'p: 2\n' });
    expect(await runStages(workspace)).toMatchObject([{ state: 'ran', reason: 'param p 1 → 2' }]);
    await workspace.write({ 'params.yaml': 'p: 1\n' });
    expect(await stageStates(workspace)).toEqual(['a cached']);
    rmSync(workspace.path('dvc.lock'));
    expect(await stageStates(workspace)).toEqual(['a cached']);
    expect(await workspace.text('runs')).toBe('x\nx\n');
  });

  test('a removed dep or param runs the stage', async () => {
    const workspace = await dvcProject(
      'stages: {a: {cmd: echo 1 > a, deps: [x, y], params: [p, q], outs: [a]}}\n',
      { x: '', y: '', 'params.yaml': 'p: 1\nq: 2\n' },
    );
    await runStages(workspace);
    await workspace.write({
      'dvc.yaml': 'stages: {a: {cmd: echo 1 > a, deps: [x], params: [p], outs: [a]}}\n',
    });
    expect((await runStages(workspace))[0]).toMatchObject({
      state: 'ran',
      reason: 'param q removed; dep y no longer declared',
    });
  });
});

describe('commands', () => {
  test('a list runs one after another, in wdir, and stops at the first that fails', async () => {
    const workspace = await dvcProject(
      'stages:\n  a:\n    wdir: code\n    cmd: [cat ../in > one, "echo 2 > two", exit 3, echo > never]\n    deps: [../in]\n    outs: [one, two]\n',
      { in: '1', 'code/x': '' },
    );
    const [report] = await runStages(workspace);
    expect(report?.error?.message).toContain('`exit 3` ended with exit code 3');
    expect([existsSync(workspace.path('code/two')), existsSync(workspace.path('code/never'))]).toEqual([
      true,
      false,
    ]);
  });

  test('the environment says what runs', async () => {
    const workspace = await dvcProject(
      'stages:\n  a:\n    cmd: echo "$DOCKET_STAGE $DVC_STAGE $DOCKET_ROOT $DVC_ROOT $DOCKET_RUN" > e\n    outs: [e]\n',
    );
    await runStages(workspace);
    const root = workspace.directory;
    expect(await workspace.text('e')).toMatch(new RegExp(`^a a ${root} ${root} \\d{14}-[0-9a-f]{6}\n$`));
  });

  test('a signal, and an output that is a directory or missing, are told', async () => {
    const workspace = await dvcProject(
      'stages:\n  killed: {cmd: "echo before; kill -9 $$", outs: [a]}\n  lazy: {cmd: "echo done", outs: [b, c]}\n  fine: {cmd: mkdir -p d/e && echo 1 > d/e/f, outs: [d]}\n',
    );
    const [killed, lazy, fine] = await runStages(workspace, { keepGoing: true });
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
    const workspace = await dvcProject(
      'stages:\n  a:\n    cmd: cat in >> fresh; cat in >> kept\n    deps: [in]\n    outs: [fresh, kept: {persist: true}]\n',
      { in: '1' },
    );
    await runStages(workspace);
    await workspace.write({ in: '2' });
    await runStages(workspace);
    expect([await workspace.text('fresh'), await workspace.text('kept')]).toEqual(['2', '12']);
  });

  test('cache: false keeps an output out of the cache; a figure with it is still compared', async () => {
    const workspace = await dvcProject(
      'stages:\n  a:\n    cmd: echo big > big; echo "{}" > m.json\n    deps: [in]\n    outs: [big: {cache: false}]\n    metrics: [m.json: {cache: false}]\n',
      { in: '1' },
    );
    await runStages(workspace);
    expect(await stageStates(workspace)).toEqual(['a unchanged']);
    rmSync(workspace.path('big'));
    expect(await stageStates(workspace)).toEqual(['a ran']);
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
    const workspace = await dvcProject(YAML, FILES);
    await runStages(workspace);
    await workspace.write({ 'params.yaml': FILES['params.yaml'].replace('other: 1', 'other: 2') });
    expect(await stageStates(workspace)).toEqual(['a unchanged']);
    await workspace.write({ 'conf.json': '{"a": {"b": 2e-5}, "c": 2}' });
    expect(await runStages(workspace)).toMatchObject([{ reason: 'param conf.json:a.b 0.00001 → 0.00002' }]);
    await workspace.write({ 'all.yaml': 'x: 1\ny: 2\nz: 3\n' });
    expect(await runStages(workspace)).toMatchObject([{ reason: 'param all.yaml:z added' }]);
  });

  test('the lock has them as DVC writes them: sorted, floats as Python writes floats', async () => {
    const workspace = await dvcProject(YAML, FILES);
    await runStages(workspace);
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
    await runStages(workspace);
    expect((await workspace.text('dvc.lock')).startsWith(before)).toBe(true);
  });
});
