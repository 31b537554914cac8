/** The remote that a name, the settings or the workspace's files mean. */
import { chooseRemote } from '#config/remotes/choose-remote.js';
import type { RemoteSpec } from '#config/remotes/remote-spec.js';
import { DomainError } from '#contracts/domain-error.js';
import type { Remote } from '#ports/remote.port.js';
import type { Workspace } from './open-workspace.js';
import { s3OptionsOf } from './s3-options-of.js';

/**
 * Nothing is contacted yet. The caller closes it.
 * @param named a name, an address or a directory; unset: the default
 * @throws DomainError 'remote/not-configured', 'config/invalid'
 */
export async function openRemote(workspace: Workspace, named?: string): Promise<Remote> {
  return remoteOf(workspace, await chooseRemote(workspace.directory, named, workspace.settings.remote));
}

export async function remoteOf({ settings }: Workspace, spec: RemoteSpec): Promise<Remote> {
  if (!spec.url.includes('://') || spec.url.startsWith('file://')) {
    const { DirectoryRemote } = await import('#adapters/remote/directory.remote.js');
    return new DirectoryRemote(spec.url.replace(/^file:\/\//, ''));
  }
  if (!spec.url.startsWith('s3://')) {
    throw new DomainError(
      'config/invalid',
      `Remote '${spec.name}' (${spec.definedIn}) has the address ${spec.url}; Docket reaches directories and s3://bucket/prefix.`,
    );
  }
  const { S3Remote } = await import('#adapters/remote/s3.remote.js');
  return new S3Remote(s3OptionsOf(settings, spec));
}
