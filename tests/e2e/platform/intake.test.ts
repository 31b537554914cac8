/** The intake folder as its owner sees it: files become documents and lie with their class, through kill -9; the command tells how it is. */
import { mkdir, readdir, rename, writeFile } from 'node:fs/promises';
import type { DocumentPage } from '#contracts/document-record.schema.js';
import type { IntakeStatus } from '#contracts/intake.schema.js';
import { docket } from '../../support/docket-process.js';
import { describeLong } from '../../support/long-tests.js';
import { platformBed } from '../../support/platform-bed.js';
import { until } from '../../support/running-platform.js';
import { newDocument } from '../../support/trained-workspace.js';

describeLong('the intake folder of a platform', () => {
  const bed = platformBed({
    prepare: async (workspace) => {
      const params = await workspace.text('params.yaml');
      await workspace.write({
        'params.yaml': `${params}orchestrator: { intake_look: 0.2, intake_settle: 0.3 }\n`,
      });
      await mkdir(workspace.path('scans'));
      return { DOCKET_INTAKE: 'scans', DOCKET_INTAKE_SORT: 'move' };
    },
  });
  const status = async () => {
    const { code, stdout } = await docket(['intake', 'status', '--json'], bed.workspace.directory);
    return { code, ...(JSON.parse(stdout) as IntakeStatus) };
  };

  test('files are taken and moved to their class, none lost or doubled by kills', async () => {
    const files = Array.from({ length: 30 }, (_, number) => `scan-${number}.txt`);
    for (const name of files)
      await writeFile(bed.workspace.path(`scans/${name}`), `${newDocument('letter')}\n${name}`);
    for (const least of [1, 10]) {
      const { documents } = await until('some are taken', async () => {
        const page = await bed.platform.json<DocumentPage>('/api/v1/documents?limit=500');
        return page.documents.length >= least && page;
      });
      expect(documents.length).toBeLessThanOrEqual(30);
      await bed.restart({ signal: 'SIGKILL' });
    }
    const sorted = async () =>
      (await readdir(bed.workspace.path('scans'), { recursive: true }))
        .filter((path) => path.endsWith('.txt') && path.includes('/'))
        .sort();
    await until('all are sorted', async () => (await sorted()).length === files.length);
    const { documents } = await bed.platform.json<DocumentPage>('/api/v1/documents?limit=500');
    expect(documents.map(({ file }) => file).sort()).toEqual([...files].sort());
    const places = documents.map(
      ({ file, status, label }) => `${status}${label === null ? '' : `/${label}`}/${file}`,
    );
    expect(await sorted()).toEqual(places.sort());
  });

  test('how it is doing is told, also when the folder is gone', async () => {
    await until('nothing waits', async () => (await status()).files === 0);
    expect(await status()).toMatchObject({ code: 0, state: 'watching', owner: 'admin', sort: 'move' });
    const metrics = await (await bed.platform.get('/metrics')).text();
    expect(metrics).toMatch(/^docket_intake_ready 1$/m);
    await rename(bed.workspace.path('scans'), bed.workspace.path('away'));
    const gone = await until('it is told', async () => {
      const now = await status();
      return now.state === 'away' && now;
    });
    expect([gone.code, gone.problem!.code]).toEqual([1, 'workspace/unreadable']);
  });
});
