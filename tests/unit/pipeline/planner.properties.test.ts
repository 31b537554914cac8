/** What holds for planner and scheduler whatever the pipeline. */
import fc from 'fast-check';
import { type LockEntry, LockedStageSchema } from '../../../libs/contracts/pipeline-lock.schema.js';
import { checkPipeline } from '../../../libs/core/pipeline/check-pipeline.js';
import { directoryText, parseDirectoryText } from '../../../libs/core/pipeline/directory-object.js';
import { LockOrder } from '../../../libs/core/pipeline/lock-order.js';
import { overlaps } from '../../../libs/core/pipeline/path-overlap.js';
import { planStage } from '../../../libs/core/pipeline/plan-stage.js';
import { runSideBySide } from '../../../libs/core/pipeline/run-side-by-side.js';
import { closure, stageGraph } from '../../../libs/core/pipeline/stage-graph.js';
import { WorkSlots } from '../../../libs/core/pipeline/work-slots.js';
import { fromRoot, stageSpec } from '../../support/stage-spec.js';

const stage = (name: string, deps: string[]) => stageSpec(name, deps, [`out-${name}/made`]);

/** What a stage may read of another's output: the directory around it, itself, a part of it, something beside it. */
const READS = ['', '/made', '/made/part', '/beside'];

/** Stages that read some of those before them, in any order of the file. */
const pipelines = fc
  .array(fc.array(fc.tuple(fc.nat(), fc.constantFrom(...READS)), { maxLength: 3 }), {
    minLength: 1,
    maxLength: 12,
  })
  .chain((reads) => {
    const stages = reads.map((deps, index) => {
      const before = deps.filter(() => index > 0).map(([which, part]) => [which % index, part] as const);
      const read = before.map(([which, part]) => `out-s${which}${part}`);
      return stage(`s${index}`, [...new Set(read)]);
    });
    return fc.shuffledSubarray(stages, { minLength: stages.length });
  });

test('every stage comes once, after all that feed it, and there is no cycle', () => {
  fc.assert(
    fc.property(pipelines, (stages) => {
      const { order, upstream, cycles } = stageGraph(stages);
      const names = order.map(({ name }) => name);
      expect(cycles).toEqual([]);
      expect([...names].sort()).toEqual(stages.map(({ name }) => name).sort());
      for (const { name, deps } of stages) {
        const feeding = stages.filter(({ outputs }) =>
          deps.some((dep) => outputs.some((output) => overlaps(dep.path, output.path))),
        );
        expect([...upstream(name)].sort()).toEqual(feeding.map((each) => each.name).sort());
      }
      for (const [index, name] of names.entries())
        for (const before of upstream(name)) expect(names.indexOf(before)).toBeLessThan(index);
    }),
  );
});

test('what closes a circle is told as one, with every stage of it', () => {
  fc.assert(
    fc.property(pipelines, fc.nat(), fc.nat(), (stages, first, second) => {
      const graph = stageGraph(stages);
      const [early, late] = [first, second].map((each) => stages[each % stages.length]!.name);
      fc.pre(early !== late && closure([late!], graph.upstream).has(early!));
      const circular = stages.map((each) =>
        each.name === early ? { ...each, deps: [...each.deps, fromRoot(`out-${late}/made`)] } : each,
      );
      const declared = { params: [], metrics: [], plots: [], artifacts: {} };
      const problems = checkPipeline(
        { file: 'p', stages: circular, pipelines: {}, declared },
        { definitions: {}, hasParam: () => true, exists: () => true, reserved: [] },
      );
      const cycles = problems.filter(({ code }) => code === 'pipeline/cycle');
      expect(cycles.length).toBeGreaterThan(0);
      for (const { cycles: found } of [stageGraph(circular)])
        for (const cycle of found) expect(cycle[0]).toBe(cycle.at(-1));
    }),
  );
});

test('side by side: each once, after what it waits for, never more than the limit at once', async () => {
  await fc.assert(
    fc.asyncProperty(
      pipelines,
      fc.integer({ min: 1, max: 4 }),
      fc.scheduler(),
      async (stages, limit, scheduler) => {
        const graph = stageGraph(stages);
        const ended: string[] = [];
        let running = 0;
        let most = 0;
        const steps = graph.order.map(({ name }) => ({
          name,
          after: graph.upstream(name),
          run: async () => {
            most = Math.max(most, ++running);
            expect(ended).toEqual(expect.arrayContaining(graph.upstream(name)));
            await scheduler.schedule(Promise.resolve());
            running--;
            ended.push(name);
            return name;
          },
        }));
        const all = runSideBySide(steps, limit, async () => undefined);
        await scheduler.waitFor(all);
        expect(await all).toEqual(graph.order.map(({ name }) => name));
        expect(ended).toHaveLength(stages.length);
        expect(most).toBeLessThanOrEqual(limit);
      },
    ),
    { numRuns: 60 },
  );
});

test('no more work at once than there are jobs and memory, save one piece alone; none is forgotten', async () => {
  const pieces = fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(
      pieces,
      fc.integer({ min: 1, max: 4 }),
      fc.scheduler(),
      async (sizes, jobs, scheduler) => {
        const slots = new WorkSlots({ jobs, memory: 20 });
        const held: number[] = [];
        let done = 0;
        const work = sizes.map((size) =>
          slots.use(size, async () => {
            held.push(size);
            expect(held.length).toBeLessThanOrEqual(jobs);
            if (held.length > 1) expect(held.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(20);
            await scheduler.schedule(Promise.resolve());
            held.splice(held.indexOf(size), 1);
            done++;
          }),
        );
        await scheduler.waitFor(Promise.all(work));
        expect(done).toBe(sizes.length);
      },
    ),
    { numRuns: 60 },
  );
});

const md5 = fc.stringMatching(/^[0-9a-f]{32}$/);
const entries = fc.uniqueArray(
  fc.record({ path: fc.string({ minLength: 1 }), hash: fc.constant('md5'), md5, size: fc.nat() }),
  { selector: ({ path: each }) => each, maxLength: 4 },
);
const params = fc.dictionary(
  fc.constantFrom('params.yaml', 'other.yaml'),
  fc.dictionary(fc.stringMatching(/^[a-z.]{1,6}$/), fc.jsonValue({ maxDepth: 2 }), { minKeys: 1 }),
);
const locked = fc.record({ cmd: fc.string({ minLength: 1 }), deps: entries, params, outs: entries });
const plan = (current: Parameters<typeof planStage>[0]['current'], before: unknown, force = false) =>
  planStage({
    spec: { ...stage('a', []), deps: current.deps.map((each) => fromRoot(each.path)) },
    current,
    locked: before === undefined ? undefined : LockedStageSchema.parse(before),
    force,
    listing: () => null,
  });

test('what is as its lock says does not run, in whatever order the lock has it; forced it does', () => {
  fc.assert(
    fc.property(locked, (now) => {
      fc.pre(now.deps.length + now.outs.length > 0);
      const turned = { ...now, deps: now.deps.toReversed(), outs: now.outs.toReversed() };
      expect(plan(now, turned)).toEqual({ action: 'unchanged', reasons: [] });
      expect(plan(now, undefined).action).toBe('run');
      expect(plan(now, now, true).reasons).toEqual(['forced']);
    }),
  );
});

test('a dep that changed, came or went runs the stage; an output that did only brings it back; both with a reason', () => {
  const change = fc.constantFrom<(list: LockEntry[]) => LockEntry[]>(
    ([first, ...rest]) => [{ ...first!, md5: 'f'.repeat(32) }, ...rest],
    ([, ...rest]) => rest,
    (list) => [...list, { path: '~ a new one', md5: '0'.repeat(32) }],
  );
  fc.assert(
    fc.property(locked, change, (now, changed) => {
      fc.pre(now.deps.length > 0 && now.outs.length > 0 && now.deps[0]!.md5 !== 'f'.repeat(32));
      const deps = plan(now, { ...now, deps: changed(now.deps) });
      expect([deps.action, deps.reasons.length]).toEqual(['run', 1]);
      fc.pre(now.outs[0]!.md5 !== 'f'.repeat(32));
      const outs = plan(now, { ...now, outs: changed(now.outs) });
      expect([outs.action, outs.reasons.length]).toEqual(['restore', 1]);
    }),
  );
});

test('a directory has one text, whatever order its files came in, and it is read again as it was', () => {
  const files = fc
    .uniqueArray(fc.record({ md5, relpath: fc.stringMatching(/^[^/.][^/]{0,12}(\/[^/.][^/]{0,5})?$/) }), {
      selector: ({ relpath }) => relpath,
      maxLength: 8,
    })
    // Nothing lies below a file.
    .map((list) =>
      list.filter(({ relpath }) => !list.some((other) => other.relpath.startsWith(`${relpath}/`))),
    );
  fc.assert(
    fc.property(files, fc.func(fc.integer()), (list, weigh) => {
      const shuffled = [...list].sort((left, right) => weigh(left.relpath) - weigh(right.relpath));
      expect(directoryText(shuffled)).toBe(directoryText(list));
      const read = parseDirectoryText(directoryText(list))!;
      expect(new Set(read.map((each) => JSON.stringify(each)))).toEqual(
        new Set(list.map(({ md5: hash, relpath }) => JSON.stringify({ md5: hash, relpath }))),
      );
    }),
  );
});

const entryOf = { cmd: 'x' };

test('the lock is in running order, whichever stage ends first and wherever runs are cut short', () => {
  fc.assert(
    fc.property(pipelines, fc.infiniteStream(fc.nat()), (stages, numbers) => {
      const graph = stageGraph(stages);
      const choose = (below: number) => numbers.next().value! % below;
      let lock: Record<string, typeof entryOf> = {};
      while (Object.keys(lock).length < stages.length) {
        const order = new LockOrder(graph, lock);
        for (let cut = false; !cut && Object.keys(lock).length < stages.length; cut = choose(4) === 0) {
          const ready = graph.order.filter(
            ({ name }) => !(name in lock) && graph.upstream(name).every((before) => before in lock),
          );
          lock = order.with(lock, ready[choose(ready.length)]!.name, entryOf);
        }
      }
      expect(Object.keys(lock)).toEqual(graph.order.map(({ name }) => name));
    }),
  );
});

test('stages added before others of the lock go behind them, in running order among themselves', () => {
  const stages = [stage('a', []), stage('b', []), stage('c', ['out-a', 'out-b']), stage('d', ['out-c'])];
  const before = { d: entryOf, c: entryOf };
  const order = new LockOrder(stageGraph(stages), before);
  const names = (...ended: string[]) =>
    Object.keys(
      ended.reduce<Record<string, typeof entryOf>>((lock, name) => order.with(lock, name, entryOf), before),
    );
  expect(names('a', 'b')).toEqual(['d', 'c', 'a', 'b']);
  expect(names('b', 'a', 'd')).toEqual(['d', 'c', 'a', 'b']);
});
