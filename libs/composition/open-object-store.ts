/** The object store that the settings name. */
import { join } from 'node:path';
import type { ObjectStore } from '#ports/object-store.port.js';
import type { Workspace } from './open-workspace.js';
import { s3OptionsOf } from './s3-options-of.js';

/**
 * @param place a store of its own beside that of documents
 * @throws DomainError 'config/invalid' for an address without a bucket
 */
export async function openObjectStore(
  { settings, state }: Workspace,
  place: 'objects' | 'models' = 'objects',
): Promise<ObjectStore> {
  if (settings.objectStore === undefined) {
    const { LocalDirectoryObjectStore } = await import(
      '#adapters/object-store/local-directory.object-store.js'
    );
    return new LocalDirectoryObjectStore(join(state, place));
  }
  const { S3ObjectStore } = await import('#adapters/object-store/s3.object-store.js');
  const address = settings.objectStore.replace(/\/+$/, '');
  const url = place === 'objects' ? settings.objectStore : `${address}/${place}`;
  return new S3ObjectStore(s3OptionsOf(settings, { url, definedIn: 'DOCKET_OBJECT_STORE' }));
}
