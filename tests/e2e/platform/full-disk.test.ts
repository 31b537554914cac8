/** The disk under uploads is really full: that is told, nothing half-written stays, and with room everything goes on. */
import { readdirSync } from 'node:fs';
import type { DocumentPage } from '#contracts/document-record.schema.js';
import { describeLong } from '../../support/long-tests.js';
import { platformBed } from '../../support/platform-bed.js';
import { documentsOf, problemOf, until } from '../../support/running-platform.js';
import { canMount, SmallDisk } from '../../support/small-disk.js';
import { newDocument } from '../../support/trained-workspace.js';

const FOLDERS = ['.docket/objects', '.docket/uploads'];
const NAME = 'uploads on a full disk';
const describeOnFullDisk = (suite: () => void) =>
  canMount() ? describeLong(NAME, suite) : describe.skip(`${NAME} (needs the right to mount)`, suite);

describeOnFullDisk(() => {
  const disks: SmallDisk[] = [];
  // Before the workspace is removed.
  afterAll(() => {
    for (const disk of disks) disk.unmount();
  });
  const bed = platformBed({
    prepare: async (workspace) => {
      for (const folder of FOLDERS) disks.push(SmallDisk.mount(workspace.path(folder), 3_000_000)!);
      return {};
    },
  });
  const stored = (): string[] =>
    FOLDERS.flatMap((folder) =>
      readdirSync(bed.workspace.path(folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && entry.name !== 'filler')
        .map(({ name }) => name),
    );
  const listed = async () => (await bed.platform.json<DocumentPage>('/api/v1/documents')).documents;
  const isReady = async () => (await bed.platform.get('/health/ready')).status === 200;
  const upload = (name: string) => bed.platform.upload({ [name]: newDocument('letter') }, '?wait=60');

  test('what is uploaded is refused with 507 and leaves nothing; with room it is taken', async () => {
    await until('it is ready', isReady);
    for (const disk of disks) disk.fill();
    const health = await bed.platform.get('/health/ready');
    expect(health.status).toBe(503);
    expect(await health.text()).toMatch(/disk .*is full/);

    const single = await upload('a.txt');
    expect([single.status, (await problemOf(single)).code]).toEqual([507, 'workspace/disk-full']);
    const zip = await bed.platform.upload({ 'two.zip': new Uint8Array(2_000_000) }, '?wait=60');
    expect([zip.status, (await problemOf(zip)).code]).toEqual([507, 'workspace/disk-full']);
    expect(await listed()).toEqual([]);
    expect(stored()).toEqual([]);

    for (const disk of disks) disk.makeRoom();
    expect(await isReady()).toBe(true);
    const [view] = await documentsOf(await upload('a.txt'));
    expect(view).toMatchObject({ status: 'classified', label: 'letter' });
  });
});
