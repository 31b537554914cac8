/** What every stage invoker promises: in this process, and over each transport to the platform's own stage host. */
import { randomBytes } from 'node:crypto';
import { type AddressInfo, createServer } from 'node:net';
import type { INestMicroservice } from '@nestjs/common';
import { type ClientProxy, ClientProxyFactory, Transport } from '@nestjs/microservices';
import { LocalDirectoryObjectStore } from '#adapters/object-store/local-directory.object-store.js';
import { RemoteStageInvoker } from '#adapters/transport/remote-stage-invoker.js';
import { clientStageLine } from '#adapters/transport/stage-line.js';
import { TravellingValues } from '#adapters/transport/travelling-values.js';
import { InProcessStageInvoker } from '#composition/in-process-stage-invoker.js';
import { DomainError } from '#contracts/domain-error.js';
import type { ExtractedDocument } from '#contracts/extracted-document.schema.js';
import { INLINE_BYTES } from '#contracts/stage-message.schema.js';
import type { ObjectStore } from '#ports/object-store.port.js';
import type { StageInvoker } from '#ports/stage-invoker.port.js';
import { STAGES } from '#stages/stage-registry.js';
import { brokerBed, describeOnBroker } from '../../support/broker-bed.js';
import { until } from '../../support/running-platform.js';
import { removeScratchWorkspaces, scratchWorkspace } from '../../support/scratch-workspace.js';
import {
  cleaning,
  context,
  predicting,
  type ScriptedStages,
  type Seen,
  scriptedStages,
  toolbox,
} from '../../support/scripted-stages.js';
import { stageHost } from '../../support/stage-host.js';
import { rejectionOf } from '../../support/thrown-by.js';
import { NO_PROVENANCE } from '../../support/written-dataset.js';
import { cleanText } from '../../support/written-documents.js';

interface TestInvoker {
  invoker: StageInvoker;
  seen: Seen;
}

const promises = (make: () => Promise<TestInvoker>) => () => {
  let invoker: StageInvoker;
  let seen: Seen;
  beforeEach(async () => {
    ({ invoker, seen } = await make());
  });

  test('values arrive as they are declared, and what is left out stays out', async () => {
    expect(await invoker.invoke(cleaning('Dear Ann'))).toEqual({ document: cleanText('Dear Ann') });
    const model = { 'bundle.json': Buffer.from('{}'), 'weights.f32': new Uint8Array([0, 255, 7]) };
    const { prediction } = await invoker.invoke(predicting(model));
    expect(prediction).toMatchObject({ label: 'Dear Ann by bundle.json,weights.f32' });
    expect([...seen.bundles[0]!['weights.f32']!]).toEqual([0, 255, 7]);
    expect(seen.extracted).toEqual([undefined]);
  });

  test('what is large arrives whole, in and out', async () => {
    const bytes = new Uint8Array(randomBytes(3 * INLINE_BYTES));
    const { document } = await invoker.invoke({
      stage: 'etl',
      inputs: { file: { path: 'März 😀.tif', bytes } },
      params: STAGES.etl!.params.parse({}),
      context: context(),
    });
    expect((document as ExtractedDocument).pages[0]!.text).toBe(`März 😀.tif has ${bytes.length} bytes`);
    expect(Buffer.compare(seen.files[0]!.bytes, bytes)).toBe(0);
    const long = 'letter '.repeat(INLINE_BYTES / 6);
    expect(await invoker.invoke(cleaning(long))).toEqual({ document: cleanText(long) });
  });

  test('the same model is the same object in every call, so that it is decoded once', async () => {
    const model = { 'bundle.json': new Uint8Array(randomBytes(2 * INLINE_BYTES)) };
    for (let round = 0; round < 3; round++) await invoker.invoke(predicting(model));
    expect(seen.bundles[1]).toBe(seen.bundles[0]);
    expect(seen.bundles[2]).toBe(seen.bundles[0]);
  });

  test('an error of the stage arrives with its code, message and details', async () => {
    const error = await rejectionOf(invoker.invoke(cleaning('fail')));
    expect(error.toJSON()).toEqual(
      new DomainError('document/damaged', 'Page 3 is torn.', { page: 3 }).toJSON(),
    );
  });

  test('progress and sentences arrive in order, before the end', async () => {
    const told: unknown[] = [];
    await invoker.invoke(
      cleaning('talk', {
        progress: (...step) => told.push(step.filter((part) => part !== undefined)),
        log: (sentence) => told.push(sentence),
      }),
    );
    expect(told).toEqual([[1, 2, 'half of it'], 'It goes well.', [2, 2]]);
  });

  test('a stop reaches the stage, and the call ends as interrupted', async () => {
    const controller = new AbortController();
    const call = rejectionOf(invoker.invoke(cleaning('wait', { signal: controller.signal })));
    await until('the stage works', () => seen.provenance.length === 1);
    controller.abort();
    expect(await call).toMatchObject({ code: 'pipeline/interrupted' });
    await until('the stage has stopped', () => seen.stopped === 1);
  });

  test('calls side by side get each their own answer', async () => {
    const texts = Array.from({ length: 12 }, (_, number) => (number % 4 === 3 ? 'fail' : `letter ${number}`));
    const answers = await Promise.all(
      texts.map((text) =>
        invoker.invoke(cleaning(text)).then(
          ({ document }) => (document as { text: string }).text,
          ({ code }: DomainError) => code,
        ),
      ),
    );
    expect(answers).toEqual(texts.map((text) => (text === 'fail' ? 'document/damaged' : text)));
  });

  test('the stage is told where its input comes from', async () => {
    const provenance = { ...NO_PROVENANCE, data: 'd41d8cd98f00b204e9800998ecf8427e' };
    await invoker.invoke(cleaning('Dear Ann', { provenance }));
    expect(seen.provenance).toEqual([provenance]);
  });

  test('an output that breaks its own shape is a fault of ours, and no answer', async () => {
    expect(await rejectionOf(invoker.invoke(cleaning('nonsense')))).toMatchObject({
      code: 'internal/unexpected',
    });
  });

  test('engines are those that would run now', async () => {
    expect(await invoker.engines('etl')).toEqual({ ocr: 'ocr 1.0' });
    expect(await invoker.engines('predict')).toEqual({});
  });
};

describe(
  'in this process',
  promises(async () => {
    const { definitions, seen } = scriptedStages();
    return { invoker: new InProcessStageInvoker(definitions, toolbox), seen };
  }),
);

describe('over TCP', () => {
  const hosts: INestMicroservice[] = [];
  const clients: ClientProxy[] = [];
  let objects: ObjectStore;
  let port: number;
  let scripted: ScriptedStages;

  async function startHost(): Promise<void> {
    const options = { host: '127.0.0.1', port };
    hosts.push(await stageHost({ scripted, objects }, { transport: Transport.TCP, options }));
  }
  function connect(): StageInvoker {
    const client = ClientProxyFactory.create({
      transport: Transport.TCP,
      options: { host: '127.0.0.1', port },
    });
    clients.push(client);
    return new RemoteStageInvoker({
      line: (stage) => clientStageLine(client, stage),
      definition: (stage) => scripted.definitions[stage]!,
      values: new TravellingValues(objects),
    });
  }

  beforeEach(async () => {
    const { directory } = await scratchWorkspace();
    objects = new LocalDirectoryObjectStore(`${directory}/objects`);
    port = await freePort();
    scripted = scriptedStages();
    await startHost();
  });
  afterEach(async () => {
    await Promise.all(clients.splice(0).map((client) => client.close()));
    await Promise.all(hosts.splice(0).map((host) => host.close()));
    removeScratchWorkspaces();
  });

  describe(
    '',
    promises(async () => ({ invoker: connect(), seen: scripted.seen })),
  );

  test('a fault of the stage shows nothing of its insides', async () => {
    const error = await rejectionOf(connect().invoke(cleaning('crash')));
    expect(error).toMatchObject({ code: 'internal/unexpected' });
    expect(error.message).not.toContain('undefined');
  });

  test('a lost app is told with the command that starts it, also in the middle of a call; when it is back it answers', async () => {
    const invoker = connect();
    await invoker.invoke(cleaning('Dear Ann'));
    const call = rejectionOf(invoker.invoke(cleaning('wait')));
    await until('the stage works', () => scripted.seen.provenance.length === 2);
    await hosts.pop()!.close();
    expect(await call).toMatchObject({
      code: expect.stringMatching(/^(service\/unavailable|pipeline\/interrupted)$/),
    });
    for (const use of [() => invoker.invoke(cleaning('Dear Ann')), () => invoker.engines('etl')]) {
      const error = await rejectionOf(use());
      expect(error).toMatchObject({ code: 'service/unavailable', retryable: true });
      expect(error.message).toContain('docket start --app');
    }
    await startHost();
    const answer = await until('it answers again', () =>
      invoker.invoke(cleaning('Dear Ann')).catch(() => false as const),
    );
    expect(answer).toEqual({ document: cleanText('Dear Ann') });
  });

  test('a caller of another version is told so, and costs nobody an answer', async () => {
    const invoker = connect();
    const values = new TravellingValues(objects);
    const other = new RemoteStageInvoker({
      line: (stage) => clientStageLine(clients[0]!, stage),
      definition: () => ({ ...scripted.definitions['clean-text']!, inputs: {} }),
      values,
    });
    const error = await rejectionOf(other.invoke(cleaning('Dear Ann')));
    expect(error).toMatchObject({ code: 'request/invalid' });
    expect(error.message).toContain('different versions of Docket');
    expect(await invoker.invoke(cleaning('Dear Ann'))).toEqual({ document: cleanText('Dear Ann') });
  });
});

describeOnBroker('over RabbitMQ', () => {
  const bed = brokerBed();
  describe(
    '',
    promises(async () => {
      await bed.startWorker();
      return { invoker: bed.connect(), seen: bed.scripted.seen };
    }),
  );
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
