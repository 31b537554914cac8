/** The platform on a PostgreSQL server: restarts, and a server that goes away for a while, lose no document. */
import { randomBytes } from 'node:crypto';
import type { DocumentPage } from '#contracts/document-record.schema.js';
import { CuttableLine } from '../../support/cuttable-line.js';
import { docket } from '../../support/docket-process.js';
import { platformBed } from '../../support/platform-bed.js';
import { documentsOf, problemOf, until } from '../../support/running-platform.js';
import { onServer, serverUrl } from '../../support/test-databases.js';
import { newDocument } from '../../support/trained-workspace.js';

const suite = () => {
  const schema = `docket_test_${randomBytes(6).toString('hex')}`;
  let line: CuttableLine;
  const bed = platformBed({
    prepare: async () => {
      await onServer(`create schema ${schema}`);
      line = new CuttableLine(new URL(serverUrl!));
      await line.start();
      const url = new URL(serverUrl!);
      url.host = `127.0.0.1:${line.port}`;
      url.searchParams.set('options', `-c search_path=${schema}`);
      return { DOCKET_DATABASE_URL: url.href };
    },
  });
  // After those of the platform: hooks of a kind run in the order they are declared in.
  afterAll(async () => {
    await line.stop();
    await onServer(`drop schema ${schema} cascade`);
  });

  const upload = (name: string, query = '?wait=60') =>
    bed.platform.upload({ [name]: newDocument('letter') }, query);

  test('doctor tells which server it is, and one that is away', async () => {
    const found = async (url: string) => {
      const { stdout } = await docket(['doctor', '--json'], bed.workspace.directory, {
        DOCKET_DATABASE_URL: url,
      });
      const findings = JSON.parse(stdout) as { subject: string; state: string; finding: string }[];
      return findings.find(({ subject }) => subject === 'database');
    };
    expect(await found(serverUrl!)).toMatchObject({
      ...{ state: 'ok', finding: expect.stringMatching(/ answers, PostgreSQL \d\d$/) },
    });
    const away = await found('postgres://docket:secret@127.0.0.1:1/none');
    expect(away).toMatchObject({ state: 'problem', finding: expect.stringContaining('DOCKET_DATABASE_URL') });
    expect(away!.finding).not.toContain('secret');
  });

  test('an upload is answered, and found again after kill -9 and a new start', async () => {
    const [view] = await documentsOf(await upload('one.txt'));
    expect(view).toMatchObject({ status: 'classified', label: 'letter' });
    await bed.restart({ signal: 'SIGKILL' });
    expect((await bed.platform.json<DocumentPage>('/api/v1/documents')).documents).toEqual([view]);
  });

  test('while the server is away uploads are refused with a code; what was accepted gets its answer after', async () => {
    const accepted = await documentsOf(
      await bed.platform.upload(
        Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`${n}.txt`, newDocument('recipe')])),
      ),
    );
    await line.stop();
    const reply = await upload('refused.txt');
    expect(reply.status).toBe(503);
    expect(reply.headers.get('retry-after')).not.toBeNull();
    const problem = await problemOf(reply);
    expect(problem).toMatchObject({ code: 'database/unavailable', retryable: true });
    expect(problem.detail).toContain('DOCKET_DATABASE_URL');
    expect((await bed.platform.get('/health/ready')).status).toBe(503);
    expect((await bed.platform.get('/health/live')).status).toBe(200);

    await line.start();
    await until('it is ready again', async () => (await bed.platform.get('/health/ready')).status === 200);
    for (const { id } of accepted)
      expect(await bed.platform.answer(id)).toMatchObject({ status: 'classified', label: 'recipe' });
    const { documents } = await bed.platform.json<DocumentPage>('/api/v1/documents?limit=500');
    expect(documents.map(({ file }) => file)).not.toContain('refused.txt');
    expect(documents).toHaveLength(31);
  });

  test('a start while the server is away listens, says what it lacks, and serves when the server comes', async () => {
    await bed.restart({ between: () => line.stop() });
    const { checks } = await bed.platform.json<{ checks: Record<string, { code?: string }> }>(
      '/health/ready',
    );
    expect(checks.database!.code).toBe('database/unavailable');
    await line.start();
    await until('it is ready', async () => (await bed.platform.get('/health/ready')).status === 200);
    expect((await documentsOf(await upload('late.txt')))[0]).toMatchObject({ label: 'letter' });
  });
};

if (serverUrl) describe('on a PostgreSQL server', suite);
else describe.skip('on a PostgreSQL server (needs DOCKET_TEST_DATABASE_URL)', suite);
