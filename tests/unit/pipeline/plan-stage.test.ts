/** Whether a stage runs, and the reason given. */
import type { LockedStage } from '../../../libs/contracts/pipeline-lock.schema.js';
import { type CacheLacks, NO_LACKS } from '../../../libs/core/pipeline/cache-lacks.js';
import { paramChanges } from '../../../libs/core/pipeline/describe-changes.js';
import { parseDirectoryText } from '../../../libs/core/pipeline/directory-object.js';
import { planStage } from '../../../libs/core/pipeline/plan-stage.js';
import { stageSpec } from '../../support/stage-spec.js';

const spec = stageSpec('train', ['data'], []);
const locked = {
  cmd: 'docket:train@4 {"ocr":"a 1"}',
  deps: [{ path: 'data', md5: 'one.dir' }],
  params: { 'params.yaml': { train: { c: 1, nested: { d: [1] } } } },
  outs: [{ path: 'model', md5: 'm' }],
} satisfies LockedStage;
/** '7' stands for a whole hash. */
const wholeMd5 = (_written: string, digit: string) => `"md5": "${digit.repeat(32)}"`;

const listings: Record<string, string> = {
  'one.dir': '[{"md5": "1", "relpath": "a"}, {"md5": "2", "relpath": "b"}, {"md5": "3", "relpath": "c"}]',
  'two.dir':
    '[{"md5": "9", "relpath": "a"}, {"md5": "2", "relpath": "renamed"}, {"md5": "5", "relpath": "x"}]',
  'many.dir':
    '[{"md5": "1", "relpath": "a"}, {"md5": "2", "relpath": "b"}, {"md5": "3", "relpath": "c"}, {"md5": "4", "relpath": "n\\new"}, {"md5": "5", "relpath": "o"}, {"md5": "6", "relpath": "p"}]',
  'open.dir':
    '[{"md5": "1", "relpath": "a"}, {"md5": "2", "relpath": "b"}, {"md5": "3", "relpath": "deep/c"}, {"md5": "4", "relpath": "deeper"}]',
  'closed.dir': '[{"md5": "1", "relpath": "a"}]',
};
const closed: Record<string, string[]> = { 'closed.dir': ['b', 'deep'] };
const plan = (
  now: Partial<Pick<LockedStage, 'cmd' | 'deps' | 'params' | 'outs'>>,
  more: Partial<typeof spec> = {},
  force = false,
  before = locked,
  lacks: CacheLacks = NO_LACKS,
  untold = new Set<string>(),
) =>
  planStage({
    lacks,
    untold,
    spec: { ...spec, ...more },
    current: { ...locked, ...now },
    locked: before,
    force,
    listing: (md5) =>
      md5 in listings
        ? {
            entries: parseDirectoryText(listings[md5]!.replaceAll(/"md5": "(.)"/g, wholeMd5))!,
            unreadable: closed[md5] ?? [],
          }
        : null,
  });

test('a params file that is named no longer is told key by key', () => {
  expect(paramChanges({ 'other.yaml': { a: 1, b: 2 } }, {})).toEqual([
    'param other.yaml:a removed',
    'param other.yaml:b removed',
  ]);
});

test('what is as locked does not run', () => {
  expect(plan({})).toEqual({ action: 'unchanged', reasons: [] });
});

test('a changed param is told from and to', () => {
  const params = { 'params.yaml': { train: { c: 2, nested: { d: [1] } } } };
  expect(plan({ params }).reasons).toEqual(['param train.c 1 → 2']);
});

test('a param that is gone runs the stage', () => {
  const params = { 'params.yaml': { train: { nested: { d: [1] } } } } as unknown as typeof locked.params;
  expect(plan({ params })).toEqual({ action: 'run', reasons: ['param train.c removed'] });
});

test('versions of stage and engines are told', () => {
  expect(plan({ cmd: 'docket:train@5 {"ocr":"b 2"}' }).reasons).toEqual([
    'stage version 4 → 5',
    'engine ocr a 1 → b 2',
  ]);
});

test('files are counted, and some of them named; a renamed one is not new', () => {
  expect(plan({ deps: [{ path: 'data', md5: 'two.dir' }] }).reasons).toEqual([
    'data: 1 file new (x), 1 changed (a), 1 removed (c), 1 renamed (renamed)',
  ]);
});

test('of many files two are named, each on its line', () => {
  expect(plan({ deps: [{ path: 'data', md5: 'many.dir' }] }).reasons).toEqual([
    'data: 3 files new ("n\\new", o, …)',
  ]);
});

test('files that cannot be read are there, also those of a folder that cannot be looked into', () => {
  const deps = [{ path: 'data', md5: 'closed.dir' }];
  const before = { ...locked, deps: [{ path: 'data', md5: 'open.dir' }] };
  expect(plan({ deps }, {}, false, before).reasons).toEqual([
    'data: 1 file removed (deeper), 2 unreadable (b, deep/c)',
  ]);
});

test('a dependency that is no longer declared runs the stage', () => {
  expect(plan({ deps: [] })).toEqual({ action: 'run', reasons: ['dep data no longer declared'] });
});

test('where only an output differs it is restored', () => {
  expect(plan({ outs: [{ path: 'model' } as (typeof locked.outs)[0]] })).toEqual({
    action: 'restore',
    reasons: ['output model missing'],
  });
});

test('what the cache lost is told, and put back where it lies in the workspace', () => {
  const lost = (files: string[] | null, current = {}, spec = {}) =>
    plan(current, spec, false, locked, new Map([['model', files]]));
  expect(lost(null)).toEqual({ action: 'store', reasons: ['output model missing from the cache'] });
  expect(lost(['a', 'b', 'c']).reasons).toEqual(['output model: 3 files missing from the cache (a, b, …)']);
  expect(lost(null, { outs: [{ path: 'model' }] })).toEqual({
    action: 'restore',
    reasons: ['output model missing', 'output model missing from the cache'],
  });
  expect(lost(null, {}, { frozen: true })).toEqual({
    action: 'store',
    reasons: ['frozen', 'output model missing from the cache'],
  });
});

test('what a stage before makes anew is not compared; that a dep came or went is known all the same', () => {
  const untold = new Set(['data', 'other']);
  const deps = [{ path: 'data' }, { path: 'other' }] as typeof locked.deps;
  expect(plan({ deps }, {}, false, locked, undefined, untold)).toEqual({
    action: 'run',
    reasons: ['dep other added'],
  });
});

test('frozen, forced and always changed stages', () => {
  expect(plan({ cmd: 'y' }, { frozen: true }).action).toBe('unchanged');
  expect(plan({}, {}, true).reasons).toEqual(['forced']);
  expect(plan({}, { alwaysChanged: true }).reasons).toEqual(['always_changed']);
});
