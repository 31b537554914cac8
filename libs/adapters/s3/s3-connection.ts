/**
 * How remotes and the object store speak to an S3 server: pooled connections, strict about dead ones, little work for
 * each request.
 */
import { setMaxListeners } from 'node:events';
import { readFileSync } from 'node:fs';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { rootCertificates } from 'node:tls';
import type { S3Client, S3ClientResolvedConfig } from '@aws-sdk/client-s3';
import { DomainError } from '#contracts/domain-error.js';
import type { S3Options } from './s3-options.js';

/** Milliseconds for a connection to be made. */
const CONNECT = 5_000;

export type S3Sdk = typeof import('@aws-sdk/client-s3');

type Handler<Input, Output> = (command: { input: Input }) => Promise<{ output: Output }>;
interface Command<Input, Output> {
  input: Input;
  resolveMiddleware(
    stack: S3Client['middlewareStack'],
    config: S3ClientResolvedConfig,
    options: { abortSignal: AbortSignal },
  ): Handler<Input, Output>;
}

export class S3Connection {
  private readonly handlers = new WeakMap<AbortSignal, Map<unknown, Handler<never, unknown>>>();

  /** @param sdk its commands: `new sdk.GetObjectCommand(…)` */
  constructor(
    readonly sdk: S3Sdk,
    private readonly client: S3Client,
  ) {}

  /** As the SDK's `client.send`. @throws what the SDK throws; see `s3Error` */
  async send<Input, Output>(command: Command<Input, Output>, signal: AbortSignal): Promise<Output> {
    return (await this.handler(command, signal)(command)).output;
  }

  close(): void {
    this.client.destroy();
  }

  /**
   * The SDK sorts its thirty steps of a request anew for each, a third of what a small object costs; they are the same
   * for all requests of a kind. (Its own `cacheMiddleware` does this too, but not where there is a signal.)
   */
  private handler<Input, Output>(
    command: Command<Input, Output>,
    signal: AbortSignal,
  ): Handler<Input, Output> {
    let ofSignal = this.handlers.get(signal);
    if (ofSignal === undefined) {
      ofSignal = new Map();
      this.handlers.set(signal, ofSignal);
      // Every request under way listens to it; Node would take so many for a leak.
      setMaxListeners(0, signal);
    }
    const known = ofSignal.get(command.constructor) as Handler<Input, Output> | undefined;
    if (known !== undefined) return known;
    const { middlewareStack, config } = this.client;
    const made = command.resolveMiddleware(middlewareStack, config, { abortSignal: signal });
    ofSignal.set(command.constructor, made);
    return made;
  }
}

/**
 * Nothing is contacted yet.
 * @param sockets connections at once. @param attempts for each request, with the SDK's pauses between them
 */
export async function connectS3(
  options: S3Options,
  sockets: number,
  attempts: number,
): Promise<S3Connection> {
  const sdk = await quietly(() => import('@aws-sdk/client-s3'));
  const { endpoint, credentials, profile } = options;
  const pool = { keepAlive: true, maxSockets: sockets };
  // Servers other than AWS rarely look at the region, but the signature needs one.
  const region = options.region ?? (endpoint === undefined ? undefined : 'us-east-1');
  const client = await quietly(
    async () =>
      new sdk.S3Client({
        ...(endpoint !== undefined && { endpoint }),
        ...(region !== undefined && { region }),
        ...(credentials !== undefined && { credentials: withoutUnset(credentials) }),
        ...(profile !== undefined && credentials === undefined && { profile }),
        // Servers other than AWS rarely have a name for each bucket.
        forcePathStyle: options.pathStyle ?? endpoint !== undefined,
        // Contents are compared with their hash here; trailing checksums are refused by many servers other than AWS.
        requestChecksumCalculation: 'WHEN_REQUIRED',
        responseChecksumValidation: 'WHEN_REQUIRED',
        maxAttempts: attempts,
        requestHandler: {
          connectionTimeout: Math.min(CONNECT, options.stall * 1000),
          socketTimeout: options.stall * 1000,
          httpAgent: new HttpAgent(pool),
          httpsAgent: new HttpsAgent({ ...pool, ...authorities(options) }),
        },
      }),
  );
  return new S3Connection(sdk, client);
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
    const certificates = readFileSync(ca, 'utf8');
    if (!certificates.includes('-----BEGIN CERTIFICATE-----')) throw new Error('it holds none in PEM');
    return { ca: [...rootCertificates, certificates] };
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
