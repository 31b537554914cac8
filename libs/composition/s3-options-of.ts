/** How a bucket is reached: what is said of it itself, else the settings (`.env`, environment), else the AWS chain. */
import { type S3Options, s3Address } from '#adapters/s3/s3-options.js';
import type { RemoteSpec } from '#config/remotes/remote-spec.js';
import type { S3Settings, Settings } from '#config/settings.js';

/** Seconds without a byte after which a connection counts as dead, unless patience is shorter. */
const STALL = 20;

/** @throws DomainError 'config/invalid' for an address without a bucket */
export function s3OptionsOf(
  { s3, remotePatience }: Settings,
  spec: Pick<RemoteSpec, 'url' | 'definedIn'> & Partial<RemoteSpec>,
): S3Options {
  const customerKey = spec.sseCustomerKey ?? s3.customerKey;
  return {
    ...s3Address(spec.url, spec.definedIn),
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
function credentialsOf(s3: S3Settings, spec: Partial<RemoteSpec>): S3Options['credentials'] {
  if (spec.accessKeyId !== undefined && spec.secretAccessKey !== undefined) {
    const { accessKeyId, secretAccessKey, sessionToken } = spec;
    return { accessKeyId, secretAccessKey, sessionToken };
  }
  if (spec.profile !== undefined || s3.accessKeyId === undefined || s3.secretAccessKey === undefined)
    return undefined;
  const { accessKeyId, secretAccessKey, sessionToken } = s3;
  return { accessKeyId, secretAccessKey, sessionToken };
}
