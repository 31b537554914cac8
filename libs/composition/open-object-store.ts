/** The object store that the settings name. */
import { join } from 'node:path';
import type { ObjectStore } from '#ports/object-store.port.js';
import type { Workspace } from './open-workspace.js';

export async function openObjectStore({ settings, state }: Workspace): Promise<ObjectStore> {
  if (settings.objectStore === undefined) {
    const { LocalDirectoryObjectStore } = await import(
      '#adapters/object-store/local-directory.object-store.js'
    );
    return new LocalDirectoryObjectStore(join(state, 'objects'));
  }
  const { S3ObjectStore, s3Location } = await import('#adapters/object-store/s3.object-store.js');
  return new S3ObjectStore(s3Location(settings.objectStore, settings.s3Endpoint));
}
