/** `docket repro` over RabbitMQ: the files of a stage go to workers, and what comes back is what this machine would make. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DELIVERIES } from '#adapters/transport/stage-queues.js';
import type { ReproduceResult } from '#composition/reproduce.js';
import { INLINE_BYTES } from '#contracts/stage-message.schema.js';
import { describeOnBroker, ownBroker, removeQueues } from '../../support/broker-bed.js';
import { type DocketProcess, docket, startDocket } from '../../support/docket-process.js';
import { startPlatform, stopPlatforms, until } from '../../support/running-platform.js';
import {
  removeScratchWorkspaces,
  type ScratchWorkspace,
  scratchWorkspace,
} from '../../support/scratch-workspace.js';

const PIPELINE = `
stages:
  etl:
    uses: etl
    each: data/raw/**/*
    outs: [data/extracted]
  clean-text:
    uses: clean-text
    each: data/extracted/**/*.json
    outs: [data/clean]
`;

/** Scans that take about a second each to read; the first are larger than what travels in a message. */
const SCANS = readdirSync('data/samples/bank-statement')
  .filter((name) => name.endsWith('.jpg'))
  .map((name) => readFileSync(join('data/samples/bank-statement', name)))
  .sort((left, right) => right.length - left.length)
  .slice(0, 4);

const scans = (count: number) =>
  Object.fromEntries(SCANS.slice(0, count).map((bytes, index) => [`data/raw/bank/${index}.jpg`, bytes]));

describeOnBroker('files that workers behind a broker read', () => {
  let transport: string;
  beforeEach(() => {
    transport = ownBroker();
  });
  afterEach(async () => {
    await stopPlatforms();
    await removeQueues(transport);
    removeScratchWorkspaces();
  });
  const startWorker = ({ directory }: ScratchWorkspace) =>
    startPlatform(directory, {
      apps: ['etl'],
      variables: { DOCKET_TRANSPORT: transport, DOCKET_JOBS: '1' },
    });
  const repro = ({ directory }: ScratchWorkspace): DocketProcess =>
    startDocket(['repro', '--json'], directory, { DOCKET_TRANSPORT: transport });
  const resultOf = async (process: DocketProcess): Promise<ReproduceResult> => {
    const { code, stdout, stderr } = await process.ended;
    expect([code, code === 0 ? '' : stderr]).toEqual([0, '']);
    return JSON.parse(stdout) as ReproduceResult;
  };

  test('two workers, one of them killed half-way: all is read, and the lock is as after a run without them', async () => {
    expect(SCANS[0]!.length).toBeGreaterThan(INLINE_BYTES);
    const files = { 'pipelines.yaml': PIPELINE, 'params.yaml': '{}\n', ...scans(4) };
    const workspace = await scratchWorkspace(files);
    const run = repro(workspace);
    // Started before there is any worker, it says what it waits for.
    await run.says('start one: `docket start --app etl`');
    const first = await startWorker(workspace);
    await startWorker(workspace);
    await until('both are at work', () => run.output.stderr.split('is at work').length === 3);
    await first.stop('SIGKILL');
    const { stages } = await resultOf(run);
    expect(run.output.stderr).toContain('was lost');
    expect(stages.map(({ name, state, items }) => [name, state, items.ran, items.failed])).toEqual([
      ['etl', 'ran', 4, 0],
      ['clean-text', 'ran', 4, 0],
    ]);
    expect(
      readdirSync(workspace.path('.docket/objects'), { recursive: true, withFileTypes: true }).filter(
        (entry) => entry.isFile(),
      ),
    ).toEqual([]);

    const alone = await scratchWorkspace(files);
    expect((await docket(['repro', '--quiet'], alone.directory)).code).toBe(0);
    expect(await workspace.text('pipelines.lock')).toBe(await alone.text('pipelines.lock'));
  });

  test('a file that ends every worker is a failed file with that reason; the others are kept', async () => {
    const workspace = await scratchWorkspace({
      ...{
        'pipelines.yaml': PIPELINE,
        'params.yaml': '{}\n',
        'data/raw/letter/1.txt': 'Dear Ann, all is well.',
      },
    });
    expect((await docket(['repro', '--quiet'], workspace.directory)).code).toBe(0);
    await workspace.write(scans(1));
    const run = repro(workspace);
    for (let lost = 1; lost <= DELIVERIES; lost++) {
      const worker = await startWorker(workspace);
      await until(
        `worker ${lost} has it in hand`,
        () => run.output.stderr.split(/is at work|does again/).length === lost + 1,
      );
      await worker.stop('SIGKILL');
    }
    const [etl] = (await resultOf(run)).stages;
    expect(etl).toMatchObject({ items: { total: 2, ran: 0, cached: 1, failed: 1 } });
    expect(etl!.failures).toMatchObject([{ path: 'data/raw/bank/0.jpg', code: 'document/ends-the-worker' }]);
  });

  test('a worker with another engine is refused with what to set, instead of making other results', async () => {
    const workspace = await scratchWorkspace({
      ...{
        'pipelines.yaml': PIPELINE,
        'params.yaml': '{}\n',
        'data/raw/letter/1.txt': 'Dear Ann, all is well.',
      },
    });
    await startPlatform(workspace.directory, {
      apps: ['etl'],
      variables: { DOCKET_TRANSPORT: transport, DOCKET_OCR_ENGINE: 'tesseract.js' },
    });
    const { code, stderr } = await docket(['repro'], workspace.directory, {
      DOCKET_TRANSPORT: transport,
      DOCKET_OCR_ENGINE: 'native-tesseract',
    });
    expect(code).toBe(1);
    expect(stderr).toContain('would make other results');
    expect(stderr).toContain('DOCKET_OCR_ENGINE');
  });
});
