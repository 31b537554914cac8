/** The remote that a name, the settings or the workspace's files mean. */

import type { S3Options } from '#adapters/remote/s3-options.js';
import { chooseRemote } from '#config/remotes/choose-remote.js';
import type { RemoteSpec } from '#config/remotes/remote-spec.js';
import type { S3Settings, Settings } from '#config/settings.js';
import { DomainError } from '#contracts/domain-error.js';
import type { Remote } from '#ports/remote.port.js';
import type { Workspace } from './open-workspace.js';

/**
 * Nothing is contacted yet. The caller closes it.
 * @param named a name, an address or a directory; unset: the default
 * @throws DomainError 'remote/not-configured', 'config/invalid'
 */
export async function openRemote(workspace: Workspace, named?: string): Promise<Remote> {
  return remoteOf(workspace, await chooseRemote(workspace.directory, named, workspace.settings.remote));
}

/** Seconds without a byte after which a connection counts as dead, unless patience is shorter. */
const STALL = 20;

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
  const { s3Address } = await import('#adapters/remote/s3-options.js');
  return new S3Remote({ ...s3Address(spec.url, spec.definedIn), ...s3Options(settings, spec) });
}

function s3Options({ s3, remotePatience }: Settings, spec: RemoteSpec): Omit<S3Options, 'bucket' | 'prefix'> {
  const customerKey = spec.sseCustomerKey ?? s3.customerKey;
  return {
    endpoint: spec.endpoint ?? s3.endpoint,
    region: spec.region ?? s3.region,
    credentials: credentialsOf(s3, spec),
    profile: spec.profile ?? s3.profile,
    pathStyle: spec.pathStyle,
    ca: spec.ca ?? s3.caBundle,
    verifyTls: spec.verifyTls,
    sse: spec.sse,
    sseKmsKeyId: spec.sseKmsKeyId,
    sseCustomerKey: customerKey === undefined ? undefined : Buffer.from(customerKey, 'base64'),
    acl: spec.acl,
    stall: Math.max(1, Math.min(STALL, remotePatience)),
    definedIn: spec.definedIn,
  };
}

/** The remote's own keys, else its profile, else those of the environment. */
function credentialsOf(s3: S3Settings, spec: RemoteSpec): S3Options['credentials'] {
  if (spec.accessKeyId !== undefined && spec.secretAccessKey !== undefined) {
    const { accessKeyId, secretAccessKey, sessionToken } = spec;
    return { accessKeyId, secretAccessKey, sessionToken };
  }
  if (spec.profile !== undefined || s3.accessKeyId === undefined || s3.secretAccessKey === undefined)
    return undefined;
  const { accessKeyId, secretAccessKey, sessionToken } = s3;
  return { accessKeyId, secretAccessKey, sessionToken };
}
