/** The stream of events: each state once and in order, also over a kill, and to nobody what they may not see. */
import type { RunRecord } from '#contracts/run-record.schema.js';
import { accountToken } from '../../support/account-token.js';
import { type EventReader, readEvents } from '../../support/event-reader.js';
import { describeLong } from '../../support/long-tests.js';
import { platformBed } from '../../support/platform-bed.js';
import { documentsOf, formOf, problemOf, until } from '../../support/running-platform.js';
import { newDocument } from '../../support/trained-workspace.js';

const EVENTS = '/api/v1/events';

describeLong('the stream of events', () => {
  const bed = platformBed();
  const readers: EventReader[] = [];
  const open = async (query = '', headers: Record<string, string> = {}): Promise<EventReader> => {
    const reader = await readEvents((signal) => bed.platform.request(EVENTS + query, { signal, headers }));
    readers.push(reader);
    return reader;
  };
  afterEach(() => {
    for (const reader of readers.splice(0)) reader.close();
  });
  const upload = async (name: string) =>
    // Equal bytes would be answered at once.
    (await documentsOf(await bed.platform.upload({ [name]: `${newDocument('letter')}\n${name}` })))[0]!;
  const states = ({ events }: EventReader, id: string) =>
    events.filter(({ data }) => data.id === id).map(({ data }) => data.status);
  const isEnd = (id: string) => (event: { data: { id?: string; status?: string } }) =>
    event.data.id === id && event.data.status === 'classified';

  test('of one document all is told, and a reader that was cut off gets the rest and nothing twice', async () => {
    const { id } = await upload('one.txt');
    const whole = await open(`?document=${id}`);
    const end = await whole.seen('the document has its answer', isEnd(id));
    expect(end.data).toMatchObject({ file: 'one.txt', label: 'letter', model: { name: 'classifier' } });
    expect(end.data.confidence).toBeGreaterThan(0.5);
    expect(states(whole, id)).toEqual(['queued', 'reading', 'cleaning', 'predicting', 'classified']);
    for (const [index, event] of whole.events.entries()) {
      const rest = await open(`?document=${id}`, { 'last-event-id': event.id! });
      const expected = whole.events.slice(index + 1);
      await until('the rest is there', () => rest.events.length >= expected.length);
      expect(rest.events).toEqual(expected);
      rest.close();
    }
  });

  test('a stream begins with what happens from now on; after kill -9 it goes on where it was', async () => {
    const live = await open();
    const first = await upload('before.txt');
    await live.seen('the first has its answer', isEnd(first.id));
    expect(states(live, first.id)).toEqual(['queued', 'reading', 'cleaning', 'predicting', 'classified']);
    expect(live.events).toHaveLength(5);
    const names = Array.from({ length: 10 }, (_, number) => `caught-${number}.txt`);
    const caught = (await Promise.all(names.map(upload))).map(({ id }) => id);
    await bed.restart({ signal: 'SIGKILL' });
    const resumed = await open('', { 'last-event-id': live.latest() });
    const told = () => [...live.events, ...resumed.events].filter(({ data }) => caught.includes(data.id!));
    await until('all that were caught have their answers', () =>
      caught.every((id) => told().some(isEnd(id))),
    );
    expect(told().filter(({ data }) => data.status === 'classified')).toHaveLength(10);
    expect(told().filter(({ data }) => data.status === 'queued' && !data.error)).toHaveLength(10);
    expect(new Set(told().map(({ id }) => id)).size).toBe(told().length);
    expect(resumed.events.filter(({ data }) => data.id === first.id)).toEqual([]);
  });

  test('people see events of their own documents; runs are for those who may look at runs', async () => {
    const [ann, bob, ron] = await Promise.all(
      (['ann', 'bob', 'ron'] as const).map((name) => {
        const role = name === 'ron' ? 'reviewer' : 'user';
        return accountToken(bed.platform, {
          name,
          role,
          scopes: ['documents:read', 'documents:write', 'admin'],
        });
      }),
    );
    const as = (token: string | undefined) => ({ authorization: `Bearer ${token}` });
    const streams = [await open('', as(ann)), await open('', as(bob)), await open('', as(ron))] as const;
    const reply = await bed.platform.request('/api/v1/documents', {
      ...{ method: 'POST', body: formOf({ 'ann.txt': newDocument('recipe') }), headers: as(ann) },
    });
    const { id } = (await documentsOf(reply))[0]!;
    const run = await bed.platform.request('/api/v1/admin/runs', { method: 'POST' });
    const { id: runId } = (await run.json()) as RunRecord;
    const ended = await streams[2].seen(
      'the run has ended',
      ({ type, data }) => type === 'run' && data.state === 'succeeded',
    );
    expect(ended).toMatchObject({ id: expect.any(String), data: { id: runId, progress: 1 } });
    await Promise.all([streams[0].seen('her own', isEnd(id)), streams[2].seen('hers', isEnd(id))]);
    const own = await bed.platform.request('/api/v1/documents', {
      ...{ method: 'POST', body: formOf({ 'bob.txt': newDocument('recipe') }), headers: as(bob) },
    });
    const bobs = (await documentsOf(own))[0]!;
    await streams[1].seen('his own', isEnd(bobs.id));
    expect(new Set(streams[1].events.map(({ data }) => data.id))).toEqual(new Set([bobs.id]));
    expect(new Set(streams[0].events.map(({ type }) => type))).toEqual(new Set(['document']));
    const foreign = await bed.platform.request(`${EVENTS}?document=${id}`, { headers: as(bob) });
    expect([foreign.status, (await problemOf(foreign)).code]).toEqual([404, 'request/not-found']);
  });

  test.each(['?after=1', '?after=x-y', '?documents=1'])('%s is refused', async (query) => {
    expect((await problemOf(await bed.platform.get(EVENTS + query))).code).toBe('request/invalid');
  });
});
