/** Items that other processes work on: so many at a time, given back when a worker is lost, failed alone when none survives. */
import { InProcessStageInvoker } from '../../../libs/composition/in-process-stage-invoker.js';
import { openWorkspace } from '../../../libs/composition/open-workspace.js';
import { reproduce } from '../../../libs/composition/reproduce.js';
import { DomainError } from '../../../libs/contracts/domain-error.js';
import type { SourceFile, StageName } from '../../../libs/contracts/stage.js';
import { type StageCall, StageInvoker } from '../../../libs/ports/stage-invoker.port.js';
import { FAKE_PIPELINE, type FakeStages, fakeStages } from '../../support/fake-stages.js';
import {
  removeScratchWorkspaces,
  type ScratchWorkspace,
  scratchWorkspace,
} from '../../support/scratch-workspace.js';

/** Stages behind a transport: calls may find their worker lost, as `RemoteStageInvoker` tells it. */
class Workers extends StageInvoker {
  /** How often the worker that has this item is lost. */
  losses = new Map<string, number>();
  answers = true;
  /** How long a call is under way. */
  atWork: () => Promise<void> = async () => undefined;
  inFlight = 0;
  most = 0;
  private readonly inside: InProcessStageInvoker;

  constructor(fake: FakeStages) {
    super();
    this.inside = new InProcessStageInvoker(fake.definitions, fake.toolbox);
  }

  override async invoke(call: StageCall): Promise<Record<string, unknown>> {
    this.most = Math.max(this.most, ++this.inFlight);
    try {
      await this.atWork();
      const path = (call.inputs.file as SourceFile | undefined)?.path ?? '';
      const left = this.losses.get(path) ?? 0;
      this.losses.set(path, left - 1);
      if (left > 0 || !this.answers) throw lost();
      return await this.inside.invoke(call);
    } finally {
      this.inFlight--;
    }
  }

  override async engines(stage: StageName): Promise<Record<string, string>> {
    if (!this.answers) throw lost();
    return this.inside.engines(stage);
  }
}

const lost = () => new DomainError('service/unavailable', "The app of stage 'etl' cannot be reached.");

let fake: FakeStages;
let workers: Workers;
let scratch: ScratchWorkspace;

beforeEach(async () => {
  fake = fakeStages();
  workers = new Workers(fake);
  const files = Array.from({ length: 12 }, (_, index) => [`data/raw/a/${index}.txt`, `text ${index}`]);
  scratch = await scratchWorkspace({ 'pipelines.yaml': FAKE_PIPELINE, ...Object.fromEntries(files) });
});
afterEach(removeScratchWorkspaces);

const run = async (jobs = 3) => {
  const { definitions } = fake;
  return reproduce(await openWorkspace(scratch.directory), { definitions, invoker: workers, jobs });
};

test('no more items are under way than there are jobs, and each is done once', async () => {
  let third: () => void = () => undefined;
  const full = new Promise<void>((resolve) => {
    third = resolve;
  });
  workers.atWork = async () => {
    if (workers.inFlight >= 3 || fake.read.length > 0) third();
    // Who would come in spite of the limit has time to come.
    await full.then(() => new Promise((resolve) => setTimeout(resolve, 20)));
  };
  const { stages } = await run(3);
  expect(stages.map(({ state }) => state)).toEqual(['ran', 'ran']);
  expect(workers.most).toBe(3);
  expect([...fake.read].sort()).toEqual([...new Set(fake.read)].sort());
  expect(fake.read).toHaveLength(12);
});

test('the item of a lost worker returns to the others, and the result is the same', async () => {
  workers.losses.set('data/raw/a/5.txt', 2);
  const { stages } = await run();
  expect(stages[0]).toMatchObject({ state: 'ran', items: { total: 12, ran: 12, failed: 0 } });
  expect(await scratch.text('joined.txt')).toContain('TEXT 5!');
});

test('an item that no worker survives fails alone, with its reason; the others are done and kept', async () => {
  workers.losses.set('data/raw/a/5.txt', Number.POSITIVE_INFINITY);
  const { stages } = await run(1);
  expect(stages[0]).toMatchObject({ state: 'failed', items: { total: 12, ran: 11, failed: 1 } });
  expect(stages[0]!.error!.message).toMatch(
    /1 of 12 files \(11 are done and kept\):\n.*data\/raw\/a\/5\.txt: 4 workers of stage 'etl' were lost.*\(pipeline\/worker-lost\)/,
  );
  await expect(scratch.text('pipelines.lock')).rejects.toThrow('ENOENT');
  workers.losses.clear();
  fake.read.length = 0;
  expect((await run()).stages[0]).toMatchObject({ state: 'ran', items: { ran: 1, cached: 11 } });
  expect(fake.read).toEqual(['data/raw/a/5.txt']);
});

test('where nobody answers any more the run stops, instead of failing item after item', async () => {
  fake.beforeItem = ({ path }) => {
    if (path.endsWith('/3.txt')) workers.answers = false;
  };
  const { stages } = await run(1);
  expect(stages[0]).toMatchObject({ state: 'failed', error: { code: 'service/unavailable' } });
  expect(stages[0]!.items.failed).toBe(0);
  workers.answers = true;
  fake.beforeItem = () => undefined;
  const before = new Set(fake.read);
  fake.read.length = 0;
  expect((await run()).stages[0]!.state).toBe('ran');
  expect(fake.read.filter((path) => before.has(path))).toEqual([]);
});
