/** What status and `--dry` say is what the run then says and does, whatever was deleted, changed or lost before. */
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { parse, stringify } from 'yaml';
import { openWorkspace, type Workspace } from '../../../libs/composition/open-workspace.js';
import { reproduce, workspaceStatus } from '../../../libs/composition/reproduce.js';
import { testLong } from '../../support/long-tests.js';
import { PretendCommands } from '../../support/pretend-commands.js';
import { removeScratchWorkspaces, scratchWorkspace } from '../../support/scratch-workspace.js';

afterEach(removeScratchWorkspaces);

/** In memory where the system has such a folder: thousands of small files are written through to the disk otherwise. */
const ABOVE = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

/** Stages of each kind: per file, plain, of a list, of a matrix; folders around outputs and files within them as deps. */
const PIPELINE = `
stages:
  prep: {each: in/*, cmd: mix $DOCKET_OUTPUT $DOCKET_ITEM, outs: [work/prep]}
  count: {cmd: even count.txt work/prep, deps: [work/prep], outs: [count.txt]}
  part:
    foreach: [a, b]
    do:
      cmd: mix parts/\${item}/out work/prep/\${item}.txt param=p
      deps: ['work/prep/\${item}.txt']
      params: [p]
      outs: ['parts/\${item}']
  cross:
    matrix: {x: [1, 2], y: [k]}
    cmd: mix cross-\${item.x}-\${item.y} count.txt param=c
    deps: [count.txt]
    params: [c]
    outs: ['cross-\${item.x}-\${item.y}']
  again: {each: work/prep/*, cmd: mix $DOCKET_OUTPUT $DOCKET_ITEM, outs: [again]}
  sum:
    cmd: mix sum.json parts again cross-1-k
    deps: [parts, again, cross-1-k]
    metrics: [sum.json: {cache: false}]
  kept: {cmd: mix kept sum.json, deps: [sum.json], outs: [kept: {persist: true}], frozen: FROZEN}
  last: {cmd: mix last kept work param=c, deps: [kept, work], params: [c], outs: [last]}
`;
const OUTPUTS = [
  'work/prep',
  'count.txt',
  'parts/a',
  'parts/b',
  'cross-1-k',
  'again',
  'sum.json',
  'kept',
  'last',
];
const STAGES = ['prep', 'count', 'part@a', 'part@b', 'cross@1-k', 'again', 'sum', 'kept', 'last'];

const scratchIn = (files: Record<string, string> = {}) => scratchWorkspace(files, ABOVE);

type Damage = (directory: string) => void;
const choose = (from: readonly string[], number: number): string => from[number % from.length]!;

function filesBelow(directory: string): string[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function changeYaml(file: string, change: (content: Record<string, Record<string, unknown>>) => void): void {
  const content = parse(readFileSync(file, 'utf8'));
  change(content);
  writeFileSync(file, stringify(content));
}

const damages: fc.Arbitrary<[string, Damage]> = fc.oneof(
  fc.nat().map((number): [string, Damage] => {
    const path = choose([...OUTPUTS, 'work', 'parts'], number);
    return [`remove ${path}`, (at) => rmSync(join(at, path), { recursive: true, force: true })];
  }),
  fc.nat().map((number): [string, Damage] => {
    const path = choose(['work/prep/a.txt', 'work/prep/c.txt', 'again/b.txt', 'parts/a/out'], number);
    return [`remove ${path}`, (at) => rmSync(join(at, path), { force: true })];
  }),
  fc.tuple(fc.nat(), fc.nat({ max: 2 })).map(([number, text]): [string, Damage] => {
    const path = choose(['work/prep/a.txt', 'count.txt', 'again/b.txt', 'last', 'sum.json', 'kept'], number);
    return [
      `write ${text} to ${path}`,
      (at) => existsSync(join(at, path)) && writeFileSync(join(at, path), `${text}`),
    ];
  }),
  fc
    .tuple(fc.constantFrom('a', 'b', 'c', 'd'), fc.nat({ max: 3 }))
    .map(([name, text]): [string, Damage] => [
      `in/${name}.txt = ${text}`,
      (at) => writeFileSync(join(at, `in/${name}.txt`), `${name === 'd' ? 'c' : name}${text}`),
    ]),
  fc
    .constantFrom('c', 'd')
    .map((name): [string, Damage] => [
      `remove in/${name}.txt`,
      (at) => rmSync(join(at, `in/${name}.txt`), { force: true }),
    ]),
  fc
    .tuple(fc.constantFrom('c', 'p'), fc.nat({ max: 2 }))
    .map(([key, value]): [string, Damage] => [
      `param ${key} = ${value}`,
      (at) => changeYaml(join(at, 'params.yaml'), (params) => Object.assign(params, { [key]: value })),
    ]),
  fc.nat().map((number): [string, Damage] => [
    `lose object ${number}`,
    (at) => {
      const objects = filesBelow(join(at, '.docket/cache/files'));
      if (objects.length > 0) rmSync(choose(objects, number));
    },
  ]),
  fc
    .constantFrom('cache', 'cache/files', 'cache/runs', 'cache/listings', 'items', 'stat-index')
    .map((path): [string, Damage] => [
      `lose .docket/${path}`,
      (at) => rmSync(join(at, '.docket', path), { recursive: true, force: true }),
    ]),
  fc.nat().map((number): [string, Damage] => {
    const stage = choose(STAGES, number);
    return [
      `forget ${stage}`,
      (at) => changeYaml(join(at, 'pipelines.lock'), ({ stages }) => delete stages![stage]),
    ];
  }),
);

const open = async (directory: string): Promise<{ workspace: Workspace; commands: PretendCommands }> => {
  const commands = new PretendCommands();
  return { workspace: { ...(await openWorkspace(directory)), processes: commands }, commands };
};

const isWait = (reason: string) => /^stage '.*' is stale$/.test(reason);

/** Each call as a process of its own would. */
async function planThenRun(directory: string, options: { jobs: number; force?: boolean }): Promise<void> {
  const plan = await workspaceStatus((await open(directory)).workspace, options);
  const same = await workspaceStatus((await open(directory)).workspace, options);
  expect(same).toEqual(plan);
  const { workspace, commands } = await open(directory);
  const { stages: reports } = await reproduce(workspace, options);
  expect(reports.map(({ name }) => name)).toEqual(plan.stages.map(({ name }) => name));
  for (const [index, report] of reports.entries()) {
    const { name, state, reason, reasons, items } = plan.stages[index]!;
    expect([name, report.state]).not.toEqual([name, 'failed']);
    const about = reasons.filter((each) => !isWait(each));
    if (about.length === reasons.length) {
      expect([name, report.reason]).toEqual([name, reason]);
      if (state === 'unchanged') expect([name, report.state]).toEqual([name, 'unchanged']);
      if (items !== undefined && report.state !== 'unchanged')
        expect([name, report.items.total, report.items.cached]).toEqual([name, items.total, items.done]);
    } else if (!/\d more$/.test(report.reason)) {
      const told = report.reason === 'nothing changed' ? [] : report.reason.split('; ');
      // What else it says is about what it waited for.
      expect([name, told]).toEqual([name, expect.arrayContaining(about)]);
    }
    if (state === 'unchanged') expect(commands.ran).not.toContain(name);
  }
}

/** What the stages make of the inputs and params alone. */
function contents(directory: string): Record<string, string> {
  return Object.fromEntries(
    OUTPUTS.filter((path) => path !== 'kept' && path !== 'last')
      .flatMap((path) =>
        path.includes('.') || path.startsWith('cross')
          ? [path]
          : filesBelow(join(directory, path)).map((file) => file.slice(directory.length + 1)),
      )
      .map((path) => [path, readFileSync(join(directory, path), 'utf8')]),
  );
}

async function holds(numRuns: number): Promise<void> {
  const began = async (frozen: boolean) => {
    const { directory } = await scratchIn({
      'pipelines.yaml': PIPELINE.replace('FROZEN', 'false'),
      'params.yaml': 'c: 0\np: 0\n',
      ...{ 'in/a.txt': 'a0', 'in/b.txt': 'b0', 'in/c.txt': 'c0' },
    });
    await reproduce((await open(directory)).workspace);
    writeFileSync(join(directory, 'pipelines.yaml'), PIPELINE.replace('FROZEN', String(frozen)));
    return directory;
  };
  const begun = { true: await began(true), false: await began(false) };
  const rounds = fc.array(fc.array(damages, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(rounds, fc.boolean(), fc.constantFrom(1, 4), async (each, frozen, jobs) => {
      const { directory } = await scratchIn();
      cpSync(begun[`${frozen}`], directory, { recursive: true });
      for (const round of each) {
        // Frozen, it can be neither made nor always had back.
        const about = round.filter(([what]) => !frozen || !/kept|object|cache$|files$/.test(what));
        for (const [, damage] of about) damage(directory);
        await planThenRun(directory, { jobs });
        const after = await workspaceStatus((await open(directory)).workspace);
        expect(after.stages.flatMap(({ name, reasons }) => reasons.map((reason) => [name, reason]))).toEqual(
          [],
        );
        const { commands, workspace } = await open(directory);
        const { stages } = await reproduce(workspace);
        expect(stages.filter(({ state }) => state !== 'unchanged')).toEqual([]);
        expect(commands.ran).toEqual([]);
      }
      const { directory: fresh } = await scratchIn({
        'pipelines.yaml': PIPELINE.replace('FROZEN', 'false'),
      });
      cpSync(join(directory, 'in'), join(fresh, 'in'), { recursive: true });
      cpSync(join(directory, 'params.yaml'), join(fresh, 'params.yaml'));
      await reproduce((await open(fresh)).workspace);
      expect(contents(directory)).toEqual(contents(fresh));
      await planThenRun(directory, { jobs, force: true });
      for (const path of [directory, fresh]) rmSync(path, { recursive: true });
    }),
    { numRuns, interruptAfterTimeLimit: 240_000 },
  );
}

testLong('a plan is what the run says and does, and after it nothing is left to do', () => holds(25));
