/** Versions of the model: registered by every training, promoted and rolled back, with a platform and without one. */
import { rename, rm } from 'node:fs/promises';
import type { DocumentView } from '#contracts/document-record.schema.js';
import type {
  AliasMove,
  AliasMoved,
  ModelPage,
  ModelVersion,
  MovePage,
} from '#contracts/model-version.schema.js';
import type { DocumentAnswer } from '#contracts/prediction.schema.js';
import { docket } from '../../support/docket-process.js';
import { testLong } from '../../support/long-tests.js';
import { platformBed } from '../../support/platform-bed.js';
import { documentsOf, problemOf } from '../../support/running-platform.js';
import { newDocument, rawDocuments } from '../../support/trained-workspace.js';

/** Model 1 knows invoices and letters, model 2 recipes as well. */
const bed = platformBed({
  documents: rawDocuments('invoice', 'letter'),
  prepare: async (workspace) => {
    await workspace.write(rawDocuments('recipe'));
    await docket(['repro', '--quiet'], workspace.directory);
    return {};
  },
});
const command = async <Result>(...args: string[]): Promise<Result> => {
  const { code, stdout, stderr } = await docket([...args, '--json'], bed.workspace.directory);
  if (code !== 0) throw new Error(`docket ${args.join(' ')} ended with ${code}:\n${stderr}`);
  return JSON.parse(stdout) as Result;
};
const model = <Result>(...args: string[]) => command<Result>('model', ...args);
const api = async <Result>(method: string, path: string, body?: object): Promise<Result> => {
  const reply = await request(method, path, body);
  expect(reply.status).toBe(200);
  return (await reply.json()) as Result;
};
const request = (method: string, path: string, body?: object) =>
  bed.platform.request(`/api/v1/admin/models${path}`, {
    method,
    ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
const uploadRecipe = async (): Promise<DocumentView> =>
  (await documentsOf(await bed.platform.upload({ 'cake.txt': newDocument('recipe') }, '?wait=60')))[0]!;
const numbered = (number: number) => api<ModelVersion>('GET', `/${number}`);

test('trainings before the first start are all registered, with what each was made of', async () => {
  const { models, following } = await api<ModelPage>('GET', '');
  expect(models.map(({ number, labels, aliases }) => [number, labels, aliases])).toEqual([
    [2, ['invoice', 'letter', 'recipe'], ['live']],
    [1, ['invoice', 'letter'], []],
  ]);
  expect(following).toBe(true);
  const [second, first] = models as [ModelVersion, ModelVersion];
  expect(second).toMatchObject({
    cause: 'Made by docket repro.',
    metrics: { 'metrics/eval.json': expect.anything() },
  });
  expect(second.provenance.data).toMatch(/^[0-9a-f]{32}\.dir$/);
  expect(second.provenance.stages.map(({ stage }) => stage)).toContain('train');
  // The first was trained without `eval`.
  expect(first.metrics).toBeNull();
  expect((await uploadRecipe()).model!.version).toBe(second.version);
  const { strongest } = await numbered(2);
  expect(Object.keys(strongest!)).toEqual(['invoice', 'letter', 'recipe']);
  expect(strongest!.recipe!.map(({ term }) => term).join(' ')).toContain('cake');
  const { stdout } = await docket(['model', 'show', '2'], bed.workspace.directory);
  expect(stdout).toMatch(/^speaks for +recipe: .*( · .*){7}$/m);
  const { moves } = await api<MovePage>('GET', '/history');
  expect(moves.map(({ kind, version }) => [kind, version])).toEqual([
    ['followed', second.version],
    ['followed', first.version],
  ]);
});

test('a rollback and a promotion take effect with the next document, from the command line and over HTTP', async () => {
  const [first, second] = [await numbered(1), await numbered(2)];
  const back = await model<AliasMove>('rollback', '--reason', 'too many recipes');
  expect(back).toMatchObject({ kind: 'rolled-back', version: first.version, reason: 'too many recipes' });
  expect(await uploadRecipe()).toMatchObject({ model: { version: first.version } });
  const [answer] = await command<DocumentAnswer[]>('predict', 'data/raw/recipe/recipe-1.txt');
  expect(answer!.model!.version).toBe(first.version);

  expect(await api('POST', '/2/promote', { reason: 'they are welcome', by: 'ann' })).toMatchObject({
    ...{ kind: 'promoted', version: second.version, previous: first.version, moved_by: 'ann' },
  });
  expect(await uploadRecipe()).toMatchObject({ label: 'recipe', model: { version: second.version } });
  const history = await api<MovePage>('GET', '/history?limit=2');
  expect(history.moves.map(({ kind, reason }) => [kind, reason])).toEqual([
    ['promoted', 'they are welcome'],
    ['rolled-back', 'too many recipes'],
  ]);
  const { stdout } = await docket(['model', 'history', '--limit', '1'], bed.workspace.directory);
  expect(stdout).toMatch(
    /^moved \(UTC\) +alias +how +from +to +by +why\n\S+ \S+ +live +promoted .* they are welcome/,
  );
});

test('while versions are promoted, every document is answered, and by one version alone', async () => {
  const versions = [await numbered(1), await numbered(2)];
  const views: DocumentView[] = [];
  let over = false;
  const uploading = Promise.all(
    Array.from({ length: 4 }, async () => {
      while (!over) views.push(await uploadRecipe());
    }),
  );
  for (const number of [1, 2, 1, 2]) {
    await api('POST', `/${number}/promote`);
    expect((await uploadRecipe()).model!.version).toBe(versions[number - 1]!.version);
  }
  over = true;
  await uploading;
  const answered = new Set(views.map((view) => view.model?.version));
  expect(answered).toEqual(new Set(versions.map(({ version }) => version)));
  for (const view of views) {
    const { labels } = versions.find(({ version }) => version === view.model!.version)!;
    expect(view.labels.map(({ label }) => label).sort()).toEqual(labels);
  }
});

testLong(
  'a chosen version stays through a training and a restart; what was trained waits to be promoted',
  async () => {
    const { version } = await numbered(2);
    await docket(['repro', '--quiet', '--set', 'train.text.cost=2'], bed.workspace.directory);
    const third = await api<ModelVersion>('GET', '/latest');
    expect(third).toMatchObject({ number: 3, aliases: [] });
    await bed.restart();
    expect((await uploadRecipe()).model!.version).toBe(version);
    expect((await api<ModelPage>('GET', '')).following).toBe(false);

    expect(await model('promote', 'workspace')).toMatchObject({ kind: 'followed', version: third.version });
    expect(await model('promote', 'workspace')).toMatchObject({ kind: 'followed', changed: false });
    expect((await uploadRecipe()).model!.version).toBe(third.version);
    await docket(['repro', '--quiet', '--set', 'train.text.cost=3'], bed.workspace.directory);
    expect((await uploadRecipe()).model!.version).not.toBe(third.version);
  },
);

test('aliases of one’s own are set, named and taken away', async () => {
  const { version } = await numbered(1);
  await api('PUT', '/aliases/candidate', { version: '1' });
  expect(await api('GET', '/candidate')).toMatchObject({ version });
  expect(await api('DELETE', '/aliases/candidate')).toMatchObject({ version: null, previous: version });
  const reply = await request('GET', '/candidate');
  expect(reply.status).toBe(404);
  expect(await problemOf(reply)).toMatchObject({ code: 'model/unknown-version' });
});

test('what is so already is done again without a word in the history: 200, and exit code 0', async () => {
  const done = await api<AliasMoved>('PUT', '/aliases/canary', { version: '1', by: 'ann' });
  const live = await api<AliasMoved>('POST', '/2/promote');
  const { moves } = await api<MovePage>('GET', '/history');
  const again = { ...done, changed: false };
  expect(await api('PUT', '/aliases/canary', { version: '1', by: 'bob' })).toEqual(again);
  expect(await model('alias', 'canary', '1')).toEqual(again);
  expect(await api('POST', '/2/promote')).toEqual({ ...live, changed: false });
  const { code, stdout } = await docket(['model', 'promote', '2'], bed.workspace.directory);
  expect([code, stdout]).toEqual([
    0,
    `'live' points at model 2 (${live.version}) already; nothing was changed.\n`,
  ]);
  expect((await api<MovePage>('GET', '/history')).moves).toEqual(moves);

  const removed = await api<AliasMoved>('DELETE', '/aliases/canary');
  expect(removed).toMatchObject({ changed: true, version: null });
  expect(await api('DELETE', '/aliases/canary')).toEqual({ ...removed, changed: false });
  expect(await model('alias', 'canary', '--remove')).toEqual({ ...removed, changed: false });
});

test.each<[string, number, string, string, object | undefined]>([
  ['an unknown version', 404, 'POST', '/99/promote', undefined],
  ['an alias that can be none', 400, 'PUT', '/aliases/LIVE', { version: '1' }],
  ['to take live away', 400, 'DELETE', '/aliases/live', undefined],
  ['a path to register from', 400, 'POST', '', { path: '../../x' }],
  ['a misspelt key', 400, 'POST', '/1/promote', { raeson: 'x' }],
  ['a version with a character that no database knows', 404, 'GET', '/%00', undefined],
  ['a reason with such a character', 400, 'POST', '/1/promote', { reason: '\0' }],
  ['a cursor beyond all numbers', 400, 'GET', '?cursor=9999999999', undefined],
  ['an alias that never was', 404, 'DELETE', '/aliases/nobody', undefined],
])('refused: %s', async (_, status, method, path, body) => {
  const reply = await request(method, path, body);
  expect(reply.status).toBe(status);
  await problemOf(reply);
});

describe('where the store of models has lost what it had', () => {
  const store = () => bed.workspace.path('.docket/models');
  const aside = () => bed.workspace.path('.docket/models-aside');
  let carried = '';
  beforeAll(async () => {
    carried = (await model<ModelVersion>('export', '2', 'carried')).version;
    await model('promote', '1');
    await rename(store(), aside());
  });
  afterAll(async () => {
    await rm(store(), { recursive: true });
    await rename(aside(), store());
  });

  test('a version comes back from the directory that it was carried into, byte for byte', async () => {
    expect(await model('import', 'carried')).toMatchObject({ version: carried });
    await model('promote', carried);
    const [answer] = await command<DocumentAnswer[]>('predict', 'data/raw/recipe/recipe-1.txt');
    expect(answer!.model!.version).toBe(carried);
  });

  test('a bundle that was changed is not imported, and a version whose content is gone not promoted', async () => {
    await bed.workspace.write({ 'carried/intercepts.f64': 'altered!' });
    const { code, stdout } = await docket(['model', 'import', 'carried', '--json'], bed.workspace.directory);
    expect([code, JSON.parse(stdout).error.code]).toEqual([1, 'model/truncated']);
    const gone = await docket(['model', 'promote', '1', '--json'], bed.workspace.directory);
    expect([gone.code, JSON.parse(gone.stdout).error.code]).toEqual([1, 'model/missing']);
  });
});

// Each command opens the embedded database, which takes seconds: as few of them as tell what differs from the above.
testLong(
  'without a platform commands open the database themselves, also two at once; a damaged note stops neither',
  async () => {
    await bed.platform.stop();
    await bed.workspace.write({ '.docket/model-notes/20260101000000000-1-damaged.json': '{"format":' });
    const ended = await Promise.all([
      docket(['model', 'list', '--json'], bed.workspace.directory),
      docket(['model', 'promote', '1', '--reason', 'offline', '--json'], bed.workspace.directory),
    ]);
    expect(ended.map(({ code }) => code)).toEqual([0, 0]);
    const [list, moved] = ended.map(({ stdout }) => JSON.parse(stdout)) as [ModelPage, AliasMove];
    expect(list.models.map(({ number }) => number)).toEqual([4, 3, 2, 1]);
    const [answer] = await command<DocumentAnswer[]>('predict', 'data/raw/recipe/recipe-1.txt');
    expect(answer!.model!.version).toBe(moved.version);
    // Whoever came first put it aside, for good.
    const told = ended.filter(({ stderr }) =>
      stderr.includes('20260101000000000-1-damaged.json was no whole note of a model and is put aside'),
    );
    expect(told).toHaveLength(1);
  },
);
