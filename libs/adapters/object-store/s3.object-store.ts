/** Objects in an S3 bucket: `<prefix>/<first two hex digits>/<the other 62>`. */
import { DomainError } from '#contracts/domain-error.js';
import { ObjectStore } from '#ports/object-store.port.js';
import { connectS3, type S3Connection } from '../s3/s3-connection.js';
import { isNotFound, s3Error } from '../s3/s3-errors.js';
import { addressOf, creationOf, customerKeyOf, type S3Options } from '../s3/s3-options.js';
import { checkedName, sha256Of, verified } from './sha256.js';

/** Attempts for one request, the SDK's backoff between them: an S3 restart of a second passes unnoticed. */
const ATTEMPTS = 5;
/** Documents are worked on a few at a time. */
const SOCKETS = 32;

export class S3ObjectStore extends ObjectStore {
  private readonly address: string;
  private connection: Promise<S3Connection> | undefined;
  private readonly signal = new AbortController().signal;

  constructor(private readonly options: S3Options) {
    super();
    this.address = addressOf(options);
  }

  async put(bytes: Uint8Array): Promise<string> {
    const sha256 = sha256Of(bytes);
    const target = { ...this.target(sha256), ...customerKeyOf(this.options) };
    if ((await this.sizeOf(sha256)) === bytes.byteLength) return sha256;
    await this.call(`writing ${target.Key}`, (s3) =>
      s3.send(
        new s3.sdk.PutObjectCommand({
          ...{ ...target, ...creationOf(this.options) },
          ...{ Body: bytes, ContentLength: bytes.byteLength },
        }),
        this.signal,
      ),
    );
    return sha256;
  }

  async get(sha256: string): Promise<Uint8Array> {
    const target = { ...this.target(sha256), ...customerKeyOf(this.options) };
    const bytes = await this.call(`reading ${target.Key}`, async (s3) => {
      const found = await orMissing(s3.send(new s3.sdk.GetObjectCommand(target), this.signal));
      return (await found?.Body?.transformToByteArray()) ?? null;
    });
    if (bytes !== null) return verified(bytes, sha256, this.address);
    throw new DomainError(
      'object-store/missing',
      `Object ${sha256} is not in ${this.address}; it was deleted, or another store is configured (DOCKET_OBJECT_STORE).`,
      { sha256 },
    );
  }

  async has(sha256: string): Promise<boolean> {
    return (await this.sizeOf(sha256)) !== null;
  }

  async delete(sha256: string): Promise<void> {
    const target = this.target(sha256);
    await this.call(`deleting ${target.Key}`, (s3) =>
      s3.send(new s3.sdk.DeleteObjectCommand(target), this.signal),
    );
  }

  async check(): Promise<void> {
    const { bucket } = this.options;
    await this.call('opening', (s3) =>
      s3.send(new s3.sdk.HeadBucketCommand({ Bucket: bucket }), this.signal),
    );
  }

  private sizeOf(sha256: string): Promise<number | null> {
    const target = { ...this.target(sha256), ...customerKeyOf(this.options) };
    return this.call(`looking for ${target.Key}`, async (s3) => {
      const found = await orMissing(s3.send(new s3.sdk.HeadObjectCommand(target), this.signal));
      return found === null ? null : (found.ContentLength ?? 0);
    });
  }

  private target(sha256: string): { Bucket: string; Key: string } {
    const name = checkedName(sha256);
    const { bucket, prefix } = this.options;
    return { Bucket: bucket, Key: `${prefix && `${prefix}/`}${name.slice(0, 2)}/${name.slice(2)}` };
  }

  private async call<Result>(doing: string, use: (s3: S3Connection) => Promise<Result>): Promise<Result> {
    this.connection ??= connectS3(this.options, SOCKETS, ATTEMPTS);
    try {
      return await use(await this.connection);
    } catch (error) {
      const { endpoint, definedIn } = this.options;
      const told = s3Error(error, { address: this.address, endpoint, definedIn, doing });
      throw new DomainError(
        'object-store/unavailable',
        `The object store cannot be used: ${(told as Error).message} Its settings are DOCKET_OBJECT_STORE, DOCKET_S3_ENDPOINT and the AWS credentials.`,
        {},
        { cause: error },
      );
    }
  }
}

/** @returns null where the object is not there; a bucket that is not there is an error */
async function orMissing<Found>(answer: Promise<Found>): Promise<Found | null> {
  try {
    return await answer;
  } catch (error) {
    if (isNotFound(error)) return null;
    throw error;
  }
}
