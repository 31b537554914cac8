/** What is wrong with a pipeline is found before it runs. */
import type { StageSpec } from '../../../libs/contracts/pipeline.js';
import { checkInputs } from '../../../libs/core/pipeline/check-inputs.js';
import { checkPipeline } from '../../../libs/core/pipeline/check-pipeline.js';
import { stageSpec } from '../../support/stage-spec.js';

const declared = { params: [], metrics: [], plots: [], artifacts: {} };
const check = (stages: StageSpec[], present: string[] = []) => {
  const pipeline = { file: 'pipelines.yaml', stages, pipelines: {}, declared };
  const disk = {
    look: (path: string) => (present.includes(path) ? ('present' as const) : ('absent' as const)),
    leavesWorkspace: () => false,
    isIgnored: () => false,
    keptIn: (output: string) => (output === 'models' ? 'models/old.dvc' : undefined),
    unreadableIn: () => [],
    matches: () => true,
  };
  return [
    ...checkPipeline(pipeline, {
      definitions: {},
      hasParam: () => false,
      exists: () => false,
      reserved: ['.git', 'params.yaml', 'sub/dvc.yaml'],
    }),
    ...checkInputs(stages, stages, disk),
  ].map(({ code, message }) => `${code} ${message}`);
};

test('a pipeline without mistakes has no problems', () => {
  expect(check([stageSpec('a', ['in'], ['mid']), stageSpec('b', ['mid/part.txt'], ['out'])], ['in'])).toEqual(
    [],
  );
});

test.each([
  ['params.yaml', 'is what Docket, DVC or git works by'],
  ['.git/hooks/x', "lies in '.git', what Docket"],
  ['sub', "contains 'sub/dvc.yaml', what Docket"],
])('an output at %s would delete what a pipeline is run by', (path, told) => {
  expect(check([stageSpec('a', [], [path])])).toEqual([
    expect.stringContaining(`pipeline/output-conflict '${path}' ${told}`),
  ]);
});

test('nor may one contain what a tool works by, or the directory that the stage works in', () => {
  expect(check([stageSpec('a', [], ['models'])])).toEqual([
    expect.stringContaining("pipeline/output-conflict 'models' contains 'models/old.dvc', what Docket"),
  ]);
  expect(check([stageSpec('a', [], ['w'], { wdir: 'w/deep' })], ['w/deep'])).toEqual([
    expect.stringContaining("'w' holds the directory that the stage works in"),
  ]);
});

test('a cycle is drawn', () => {
  expect(check([stageSpec('a', ['y'], ['x']), stageSpec('b', ['x'], ['y'])]).join()).toMatch(
    /pipeline\/cycle .*(a ─\(x\)→ b ─\(y\)→ a|b ─\(y\)→ a ─\(x\)→ b)/,
  );
});

test('a stage that reads its own output is a cycle', () => {
  expect(check([stageSpec('a', ['x'], ['x'])], ['x']).join()).toContain('both read and made');
});

test('a dependency that is not there and that nobody makes is named, with what was meant', () => {
  expect(
    check([stageSpec('a', ['in'], ['data/clean']), stageSpec('b', ['data/claen'], ['o'])], ['in']),
  ).toEqual([
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
  expect(check([stageSpec('a', [], first), stageSpec('b', [], second)]).join()).toContain(expected);
});

test('an output among the files of its own each: is refused', () => {
  expect(check([stageSpec('a', [], ['in/out'], { each: 'in/**/*' })], ['in']).join()).toContain(
    'lies among the files',
  );
});

test('unknown stages and params are all told', () => {
  const problems = check([
    stageSpec('a', [], ['o'], { uses: 'etll', cmd: [] }),
    stageSpec('b', [], ['p'], { params: [{ file: 'params.yaml', written: 'params.yaml', keys: ['k'] }] }),
  ]);
  expect(problems).toHaveLength(2);
  expect(problems.join('\n')).toContain("params.yaml has no key 'k'");
});
