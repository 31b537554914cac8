/** A new class learned while the platform runs: asked for over the API, answered by the new model without a restart. */
import type { RunRecord } from '#contracts/run-record.schema.js';
import { testLong } from '../../support/long-tests.js';
import { platformBed } from '../../support/platform-bed.js';
import { documentsOf, problemOf, until } from '../../support/running-platform.js';
import { newDocument, rawDocuments } from '../../support/trained-workspace.js';

const bed = platformBed({ documents: rawDocuments('invoice', 'letter') });

const start = (body?: unknown) =>
  bed.platform.request(`/api/v1/admin/runs`, {
    method: 'POST',
    ...(body !== undefined && {
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    }),
  });
const ended = (id: string) =>
  until(`run ${id} has ended`, async () => {
    const run = await bed.platform.json<RunRecord>(`/api/v1/admin/runs/${id}`);
    return run.state !== 'running' && run;
  });
const upload = async (name: string, label: string) =>
  (await documentsOf(await bed.platform.upload({ [name]: newDocument(label) }, '?wait=60')))[0]!;

test('a run brings the pipeline up to date, and the next upload is answered by the new model', async () => {
  const before = await upload('cake.txt', 'recipe');
  expect(before.label).not.toBe('recipe');
  await bed.workspace.write(rawDocuments('recipe'));
  const reply = await start();
  expect(reply.status).toBe(202);
  const { id } = (await reply.json()) as RunRecord;

  // While it goes on, uploads are answered, and a second run is refused.
  const meanwhile = await upload('bill.txt', 'invoice');
  expect(meanwhile).toMatchObject({ status: 'classified', label: 'invoice' });
  const run = await ended(id);
  expect(run).toMatchObject({ state: 'succeeded', progress: 1, failures: [], error: null });
  expect(run.stages.map(({ name, state, done, total }) => [name, state, done === total])).toEqual([
    ['etl', 'ran', true],
    ['clean-text', 'ran', true],
    ['preprocess', 'ran', true],
    ['train', 'ran', true],
    ['eval', 'ran', true],
  ]);

  const after = await upload('cake.txt', 'recipe');
  expect(after).toMatchObject({ status: 'classified', label: 'recipe' });
  expect(after.model!.version).not.toBe(before.model!.version);
  const { model, training } = await bed.platform.json<{ model: { labels: string[] }; training: unknown }>(
    '/api/v1/status',
  );
  expect(model.labels).toEqual(['invoice', 'letter', 'recipe']);
  expect(training).toBeNull();
});

test('one run at a time; one that is stopped says so, and the old model goes on answering', async () => {
  const pipelines = await bed.workspace.text('pipelines.yaml');
  await bed.workspace.write({
    'pipelines.yaml': pipelines.replace(
      'stages:\n',
      'stages:\n  endless:\n    cmd: while true; do sleep 0.1; done\n    outs: [nothing]\n',
    ),
  });
  const { id } = (await (await start({ stages: ['endless'] })).json()) as RunRecord;
  const second = await start();
  expect(second.status).toBe(503);
  expect(await problemOf(second)).toMatchObject({ code: 'service/busy', details: { run_id: id } });
  await until('the stage runs', async () => {
    const { stages } = await bed.platform.json<RunRecord>(`/api/v1/admin/runs/${id}`);
    return stages[0]?.state === 'running';
  });
  const cancel = () => bed.platform.request(`/api/v1/admin/runs/${id}/cancel`, { method: 'POST' });
  expect((await cancel()).status).toBe(202);
  expect(await ended(id)).toMatchObject({ state: 'cancelled', error: { code: 'pipeline/interrupted' } });
  expect((await cancel()).status).toBe(202);
  expect(await upload('again.txt', 'letter')).toMatchObject({ label: 'letter' });
});

test('a run that cannot be is refused before it starts, with the remedy', async () => {
  const reply = await start({ stages: ['trian'] });
  expect(reply.status).toBe(400);
  const problem = await problemOf(reply);
  expect(problem.code).toBe('pipeline/unknown-stage');
  expect(problem.detail).toContain("Did you mean 'train'?");
});

testLong(
  'runs are listed newest first, and the run that made the model is still told after the next start',
  async () => {
    const { runs } = await bed.platform.json<{ runs: RunRecord[] }>('/api/v1/admin/runs');
    expect(runs.map(({ state }) => state)).toEqual(['cancelled', 'succeeded']);
    await bed.restart();
    expect((await bed.platform.json<{ runs: RunRecord[] }>('/api/v1/admin/runs')).runs).toEqual(runs);
  },
);
