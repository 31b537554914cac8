/** Objects in an S3 bucket: `<prefix>/<first two hex digits>/<the other 62>`. */
import type { S3Client } from '@aws-sdk/client-s3';
import { DomainError } from '#contracts/domain-error.js';
import { ObjectStore } from '#ports/object-store.port.js';
import { checkedName, sha256Of, verified } from './sha256.js';

export interface S3Location {
  bucket: string;
  /** '' or 'some/folder', without slashes at its ends. */
  prefix: string;
  /** Unset: AWS itself. */
  endpoint?: string | undefined;
}

/** Attempts for one request, the SDK's backoff between them: an S3 restart of a second passes unnoticed. */
const ATTEMPTS = 5;
/** Milliseconds; a server that accepts and then hangs must not hold a document for ever. */
const CONNECT_TIMEOUT = 5_000;
const REQUEST_TIMEOUT = 60_000;

/** @param url `s3://bucket/prefix` @throws DomainError 'config/invalid' */
export function s3Location(url: string, endpoint?: string): S3Location {
  const { protocol, hostname, pathname } = new URL(url);
  if (protocol !== 's3:' || hostname === '') {
    throw new DomainError(
      'config/invalid',
      `DOCKET_OBJECT_STORE '${url}' names no bucket; write s3://bucket or s3://bucket/prefix.`,
    );
  }
  return { bucket: hostname, prefix: decodeURIComponent(pathname).replace(/^\/+|\/+$/g, ''), endpoint };
}

export class S3ObjectStore extends ObjectStore {
  private client: Promise<S3Client> | undefined;

  constructor(private readonly location: S3Location) {
    super();
  }

  async put(bytes: Uint8Array): Promise<string> {
    const sha256 = sha256Of(bytes);
    const { HeadObjectCommand, PutObjectCommand } = await import('@aws-sdk/client-s3');
    const target = this.target(sha256);
    const client = await this.connect();
    const stored = await client.send(new HeadObjectCommand(target)).catch((error: unknown) => {
      if (isMissing(error)) return undefined;
      throw this.failure(error);
    });
    if (stored?.ContentLength === bytes.byteLength) return sha256;
    await client
      .send(new PutObjectCommand({ ...target, Body: bytes, ContentLength: bytes.byteLength }))
      .catch((error: unknown) => {
        throw this.failure(error);
      });
    return sha256;
  }

  async get(sha256: string): Promise<Uint8Array> {
    const { GetObjectCommand } = await import('@aws-sdk/client-s3');
    const target = this.target(sha256);
    const client = await this.connect();
    try {
      const { Body } = await client.send(new GetObjectCommand(target));
      return verified(await Body!.transformToByteArray(), sha256, this.name);
    } catch (error) {
      if (isMissing(error)) {
        throw new DomainError(
          'object-store/missing',
          `Object ${sha256} is not in ${this.name}; it was deleted, or another store is configured (DOCKET_OBJECT_STORE).`,
          { sha256 },
        );
      }
      throw this.failure(error);
    }
  }

  async has(sha256: string): Promise<boolean> {
    const { HeadObjectCommand } = await import('@aws-sdk/client-s3');
    const target = this.target(sha256);
    const client = await this.connect();
    try {
      await client.send(new HeadObjectCommand(target));
      return true;
    } catch (error) {
      if (isMissing(error)) return false;
      throw this.failure(error);
    }
  }

  async delete(sha256: string): Promise<void> {
    const { DeleteObjectCommand } = await import('@aws-sdk/client-s3');
    const target = this.target(sha256);
    const client = await this.connect();
    await client.send(new DeleteObjectCommand(target)).catch((error: unknown) => {
      throw this.failure(error);
    });
  }

  async check(): Promise<void> {
    const { HeadBucketCommand } = await import('@aws-sdk/client-s3');
    const client = await this.connect();
    await client.send(new HeadBucketCommand({ Bucket: this.location.bucket })).catch((error: unknown) => {
      throw this.failure(error);
    });
  }

  private get name(): string {
    return `s3://${this.location.bucket}${this.location.prefix && `/${this.location.prefix}`}`;
  }

  private target(sha256: string): { Bucket: string; Key: string } {
    const name = checkedName(sha256);
    const { bucket, prefix } = this.location;
    return { Bucket: bucket, Key: `${prefix && `${prefix}/`}${name.slice(0, 2)}/${name.slice(2)}` };
  }

  private connect(): Promise<S3Client> {
    this.client ??= import('@aws-sdk/client-s3').then(
      ({ S3Client }) =>
        new S3Client({
          ...(this.location.endpoint === undefined ? {} : { endpoint: this.location.endpoint }),
          // Servers other than AWS rarely have a name per bucket.
          forcePathStyle: this.location.endpoint !== undefined,
          ...(this.location.endpoint === undefined ? {} : { region: 'us-east-1' }),
          // The SDK's default trailing checksums are refused by many servers other than AWS; bytes are verified here.
          requestChecksumCalculation: 'WHEN_REQUIRED',
          responseChecksumValidation: 'WHEN_REQUIRED',
          maxAttempts: ATTEMPTS,
          requestHandler: { connectionTimeout: CONNECT_TIMEOUT, requestTimeout: REQUEST_TIMEOUT },
        }),
    );
    return this.client;
  }

  private failure(error: unknown): DomainError {
    if (error instanceof DomainError) return error;
    const { name, message } = error as Error;
    return new DomainError(
      'object-store/unavailable',
      `${this.name} does not answer as it should (${name}: ${message}); check DOCKET_OBJECT_STORE, DOCKET_S3_ENDPOINT and the AWS credentials.`,
      {},
      { cause: error },
    );
  }
}

function isMissing(error: unknown): boolean {
  const { name, $metadata } = error as { name?: string; $metadata?: { httpStatusCode?: number } };
  return (
    name === 'NoSuchKey' ||
    name === 'NotFound' ||
    ($metadata?.httpStatusCode === 404 && name !== 'NoSuchBucket')
  );
}
