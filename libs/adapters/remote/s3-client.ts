/** The SDK's client as a remote needs it: pooled connections, no retries of its own, strict about dead connections. */
import { readFileSync } from 'node:fs';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { rootCertificates } from 'node:tls';
import type { S3Client } from '@aws-sdk/client-s3';
import { DomainError } from '#contracts/domain-error.js';
import type { S3Options } from './s3-options.js';

/** Milliseconds for a connection to be made. */
const CONNECT = 5_000;

export async function s3Client(options: S3Options, sockets: number): Promise<S3Client> {
  const { S3Client } = await quietly(() => import('@aws-sdk/client-s3'));
  const { endpoint, credentials, profile } = options;
  const pool = { keepAlive: true, maxSockets: sockets };
  // Servers other than AWS rarely look at the region, but the signature needs one.
  const region = options.region ?? (endpoint === undefined ? undefined : 'us-east-1');
  return quietly(
    async () =>
      new S3Client({
        ...(endpoint !== undefined && { endpoint }),
        ...(region !== undefined && { region }),
        ...(credentials !== undefined && { credentials: withoutUnset(credentials) }),
        ...(profile !== undefined && credentials === undefined && { profile }),
        // Servers other than AWS rarely have a name for each bucket.
        forcePathStyle: options.pathStyle ?? endpoint !== undefined,
        // Contents are compared with their md5 here; trailing checksums are refused by many servers other than AWS.
        requestChecksumCalculation: 'WHEN_REQUIRED',
        responseChecksumValidation: 'WHEN_REQUIRED',
        // Trying again is the transfer's, which knows about all of them.
        maxAttempts: 1,
        requestHandler: {
          connectionTimeout: Math.min(CONNECT, options.stall * 1000),
          socketTimeout: options.stall * 1000,
          httpAgent: new HttpAgent(pool),
          httpsAgent: new HttpsAgent({ ...pool, ...authorities(options) }),
        },
      }),
  );
}

function withoutUnset({ sessionToken, ...keys }: NonNullable<S3Options['credentials']>) {
  return sessionToken === undefined ? keys : { ...keys, sessionToken };
}

function authorities({ ca, verifyTls, definedIn }: S3Options): {
  ca?: string[];
  rejectUnauthorized?: boolean;
} {
  if (verifyTls === false) return { rejectUnauthorized: false };
  if (ca === undefined) return {};
  try {
    return { ca: [...rootCertificates, readFileSync(ca, 'utf8')] };
  } catch (error) {
    throw new DomainError(
      'config/invalid',
      `The certificates ${ca} (ca: in ${definedIn}, or AWS_CA_BUNDLE) cannot be read (${(error as Error).message}).`,
    );
  }
}

/** The SDK tells every user of Node 20 what concerns us alone: that its next major version needs another Node. */
async function quietly<Result>(make: () => Promise<Result>): Promise<Result> {
  const { emitWarning } = process;
  process.emitWarning = ((warning: string | Error, ...rest: never[]) => {
    if (!String(warning).includes('NodeVersionSupportWarning')) emitWarning.call(process, warning, ...rest);
  }) as typeof process.emitWarning;
  try {
    return await make();
  } finally {
    process.emitWarning = emitWarning;
  }
}
