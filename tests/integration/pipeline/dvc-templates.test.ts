/** dvc.yaml's templates, `foreach`, `matrix` and top level: which stages come of them, as DVC documents it. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: DVC's references, not JavaScript's
import { dvcProject, pipelineOf, stageStates } from '../../support/dvc-project.js';
import { removeScratchWorkspaces } from '../../support/scratch-workspace.js';

afterEach(removeScratchWorkspaces);

const commandsOf = async (yaml: string, params = '') => {
  const { stages } = await pipelineOf(yaml, { 'params.yaml': params });
  return Object.fromEntries(stages.map(({ name, cmd }) => [name, cmd.join(' && ')]));
};

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
    const workspace = await dvcProject(
      'stages:\n  t:\n    foreach: [x, y]\n    do: {cmd: "echo 1 > ${item}", outs: ["${item}"]}\n  other: {cmd: "true"}\n',
    );
    expect(await stageStates(workspace, { stages: ['t@y'] })).toEqual(['t@y ran']);
    expect(await stageStates(workspace, { stages: ['t'] })).toEqual(['t@x ran', 't@y unchanged']);
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
