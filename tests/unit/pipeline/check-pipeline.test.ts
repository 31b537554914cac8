/** What is wrong with a pipeline is found before it runs. */
import type { StageSpec } from '../../../libs/contracts/pipeline.js';
import { checkInputs } from '../../../libs/core/pipeline/check-inputs.js';
import { checkPipeline } from '../../../libs/core/pipeline/check-pipeline.js';

const stage = (name: string, deps: string[], outs: string[], more: Partial<StageSpec> = {}): StageSpec => ({
  name,
  desc: '',
  cmd: ['x'],
  cmdIsList: false,
  uses: null,
  each: null,
  wdir: '',
  deps: deps.map((path) => ({ written: path, path })),
  params: [],
  outputs: outs.map((path) => ({
    written: path,
    path,
    role: 'output',
    cache: true,
    persist: false,
    push: true,
  })),
  frozen: false,
  alwaysChanged: false,
  ...more,
});
const declared = { params: [], metrics: [], plots: [], artifacts: {} };
const check = (stages: StageSpec[], present: string[] = []) => {
  const pipeline = { file: 'pipelines.yaml', stages, pipelines: {}, declared };
  const disk = {
    look: (path: string) => (present.includes(path) ? ('present' as const) : ('absent' as const)),
    leavesWorkspace: () => false,
    matches: () => true,
  };
  return [
    ...checkPipeline(pipeline, { definitions: {}, hasParam: () => false }),
    ...checkInputs(stages, stages, disk),
  ].map(({ code, message }) => `${code} ${message}`);
};

test('a pipeline without mistakes has no problems', () => {
  expect(check([stage('a', ['in'], ['mid']), stage('b', ['mid/part.txt'], ['out'])], ['in'])).toEqual([]);
});

test('a cycle is drawn', () => {
  expect(check([stage('a', ['y'], ['x']), stage('b', ['x'], ['y'])]).join()).toMatch(
    /pipeline\/cycle .*(a ─\(x\)→ b ─\(y\)→ a|b ─\(y\)→ a ─\(x\)→ b)/,
  );
});

test('a stage that reads its own output is a cycle', () => {
  expect(check([stage('a', ['x'], ['x'])], ['x']).join()).toContain('both read and made');
});

test('a dependency that is not there and that nobody makes is named, with what was meant', () => {
  expect(check([stage('a', ['in'], ['data/clean']), stage('b', ['data/claen'], ['o'])], ['in'])).toEqual([
    expect.stringContaining(
      "pipeline/missing-input 'data/claen' does not exist and no stage makes it. Did you mean 'data/clean'?",
    ),
  ]);
});

test.each([
  [['x'], ['x'], 'is also made by'],
  [['x'], ['x/y'], "lies inside 'x'"],
  [['x/y'], ['x'], "contains 'x/y'"],
])('outputs %j and %j of two stages clash', (first, second, expected) => {
  expect(check([stage('a', [], first), stage('b', [], second)]).join()).toContain(expected);
});

test('an output among the files of its own each: is refused', () => {
  expect(check([stage('a', [], ['in/out'], { each: 'in/**/*' })], ['in']).join()).toContain(
    'lies among the files',
  );
});

test('unknown stages and params are all told', () => {
  const problems = check([
    stage('a', [], ['o'], { uses: 'etll', cmd: [] }),
    stage('b', [], ['p'], { params: [{ file: 'params.yaml', written: 'params.yaml', keys: ['k'] }] }),
  ]);
  expect(problems).toHaveLength(2);
  expect(problems.join('\n')).toContain("params.yaml has no key 'k'");
});
