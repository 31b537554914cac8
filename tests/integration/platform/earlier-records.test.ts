/** Records that earlier versions kept as JSON files: taken over once, none lost, no second copy left behind. */
import { existsSync } from 'node:fs';
import { SqlDocumentRecords } from '#adapters/database/sql-document-records.js';
import { SqlRunRecords } from '#adapters/database/sql-run-records.js';
import { adoptJsonRecords } from '#composition/adopt-json-records.js';
import type { DocumentRecord } from '#contracts/document-record.schema.js';
import type { RunRecord } from '#contracts/run-record.schema.js';
import { removeScratchWorkspaces, scratchWorkspace } from '../../support/scratch-workspace.js';
import { describeOnDatabases } from '../../support/test-databases.js';

const at = '2026-01-02T03:04:05.678Z';
const document = (id: string, answered: boolean): DocumentRecord => ({
  format: 'docket/document-record@1',
  ...{ id, name: `${id}.pdf`, bytes: 4, sha256: 'a'.repeat(64), extracted: null },
  history: [{ state: 'queued', at }, ...(answered ? [{ state: 'classified' as const, at }] : [])],
  answer: answered
    ? {
        ...{ file: `${id}.pdf`, status: 'classified', label: 'letter', confidence: 0.9, runner_up: null },
        ...{ labels: [], model: null, pages: 1, language: 'und', explanation: [] },
      }
    : null,
});
const run: RunRecord = {
  ...{ format: 'docket/run-record@1', id: 'run_1', pipeline: 'training', cause: 'A test.' },
  ...{
    state: 'running',
    started_at: at,
    ended_at: null,
    progress: 0.5,
    stages: [],
    failures: [],
    error: null,
  },
};

describeOnDatabases('records of earlier versions', (place) => {
  afterAll(removeScratchWorkspaces);

  test('are in the database after the start, and the work on open documents goes on', async () => {
    const [done, waits] = [document('doc_1', true), document('doc_2', false)];
    const workspace = await scratchWorkspace({
      'documents/doc_1.json': JSON.stringify(done),
      'documents/doc_2.json': JSON.stringify(waits),
      'documents/doc_3.json': '{"format":"docket/docu',
      'documents/doc_4.json.tmp': '{"for',
      'runs/run_1.json': JSON.stringify(run),
    });
    const documents = new SqlDocumentRecords(place.database);
    const runs = new SqlRunRecords(place.database);
    const told: string[] = [];
    const adopt = () =>
      adoptJsonRecords({ state: workspace.directory }, documents, runs, (line) => told.push(line));
    await adopt();
    expect(await documents.find('doc_1')).toEqual(done);
    expect((await documents.claim({ worker: 'w', seconds: 60 }, 5)).map(({ record }) => record)).toEqual([
      waits,
    ]);
    expect(await runs.unfinished()).toEqual([run]);
    // A deleted document must not live on in a file; a damaged one is for a person to look at.
    const left = [
      'documents/doc_1.json',
      'documents/doc_2.json',
      'runs/run_1.json',
      'documents/doc_4.json.tmp',
    ];
    expect(left.filter((file) => existsSync(workspace.path(file)))).toEqual([]);
    expect(existsSync(workspace.path('documents/doc_3.json'))).toBe(true);
    expect(told.join('\n')).toContain('doc_3.json');

    // A kill between the database and the file's end does it again, and that changes nothing.
    await runs.save({ ...run, state: 'cancelled' });
    await documents.remove('doc_1');
    await workspace.write({ 'documents/doc_2.json': JSON.stringify({ ...waits, name: 'other.pdf' }) });
    await adopt();
    expect((await documents.find('doc_2'))!.name).toBe('doc_2.pdf');
    expect(await documents.find('doc_1')).toBeUndefined();
    expect((await runs.find('run_1'))!.state).toBe('cancelled');
  });
});
