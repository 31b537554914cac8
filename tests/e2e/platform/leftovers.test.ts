/** What a kill -9 in the middle of an upload leaves in the object store is deleted later; nothing else is. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { describeLong } from '../../support/long-tests.js';
import { platformBed } from '../../support/platform-bed.js';
import { bearer, documentsOf, until } from '../../support/running-platform.js';
import { newDocument } from '../../support/trained-workspace.js';

describeLong('an upload that is broken off by kill -9', () => {
  const bed = platformBed();
  const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
  const objectOf = (text: string) => {
    const name = sha256(text);
    return bed.workspace.path(`.docket/objects/${name.slice(0, 2)}/${name.slice(2)}`);
  };
  const part = (name: string, content: string) =>
    `--x\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\n\r\n${content}`;

  /** Sends this file whole, and of the next one a beginning. */
  function beginUpload(content: string): void {
    const headers = {
      ...bearer(bed.workspace.directory),
      'content-type': 'multipart/form-data; boundary=x',
    };
    const sent = request(`${bed.platform.url}/api/v1/documents`, { method: 'POST', headers });
    sent.on('error', () => undefined);
    sent.write(`${part('whole.txt', content)}\r\n${part('half.txt', 'and then')}`);
  }
  const journals = () => {
    const folder = bed.workspace.path('.docket/holds');
    return existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
  };
  const age = (path: string) => utimesSync(path, 0, 0);

  test('its bytes stay for a day, as others may still come with them, and then go; documents keep theirs', async () => {
    const kept = newDocument('letter');
    const [document] = await documentsOf(await bed.platform.upload({ 'kept.txt': kept }, '?wait=60'));
    beginUpload('broken off');
    await until('the first file is kept', () => existsSync(objectOf('broken off')));
    await bed.restart({ signal: 'SIGKILL' });
    expect(journals()).toHaveLength(1);
    expect((await bed.platform.json<{ documents: unknown[] }>('/api/v1/documents')).documents).toHaveLength(
      1,
    );
    expect(existsSync(objectOf('broken off'))).toBe(true);

    const spooled = bed.workspace.path('.docket/uploads/left');
    await bed.workspace.write({ '.docket/uploads/left': 'half an archive' });
    const strange = objectOf('nobody knows whose');
    await bed.workspace.write({ [strange.slice(bed.workspace.directory.length + 1)]: 'nobody knows whose' });
    await bed.restart({
      signal: 'SIGKILL',
      between: async () => {
        for (const path of [...journals(), spooled, strange, objectOf(kept)]) age(path);
      },
    });
    await until('the bytes are gone', () => !existsSync(objectOf('broken off')) && !existsSync(spooled));
    await until('the journal is gone', () => journals().length === 0);
    expect([existsSync(objectOf(kept)), existsSync(strange)]).toEqual([true, true]);
    const file = await bed.platform.get(`/api/v1/documents/${document!.id}/file`);
    expect(await file.text()).toBe(kept);
  });

  test('what somebody brings again meanwhile, or is bringing, stays', async () => {
    for (const content of ['again', 'still coming']) {
      beginUpload(content);
      await until('the first file is kept', () => existsSync(objectOf(content)));
    }
    await bed.restart({
      signal: 'SIGKILL',
      between: async () => {
        for (const path of journals()) age(path);
        writeFileSync(bed.workspace.path('.docket/holds/0.held'), `${sha256('never there')}\n`);
      },
    });
    await until('the bytes are gone', () => !existsSync(objectOf('still coming')));
    const [again] = await documentsOf(await bed.platform.upload({ 'again.txt': 'again' }, '?wait=60'));
    beginUpload('still coming');
    await until('the first file is kept', () => existsSync(objectOf('still coming')));
    await bed.restart({
      between: async () => {
        writeFileSync(bed.workspace.path('.docket/holds/1.held'), `${sha256('again')}\n`);
        age(bed.workspace.path('.docket/holds/1.held'));
      },
    });
    await until('it was looked after', () => !existsSync(bed.workspace.path('.docket/holds/1.held')));
    expect(await (await bed.platform.get(`/api/v1/documents/${again!.id}/file`)).text()).toBe('again');
  });
});
