/** A remote in a bucket of AWS S3 or of any server that speaks its protocol. */
import { createHash, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { DomainError } from '#contracts/domain-error.js';
import { type Download, Remote, type RemoteObject, type Upload } from '#ports/remote.port.js';
import { connectS3, type S3Connection } from '../s3/s3-connection.js';
import { alteredOnWay, isNotFound, noS3Server, type S3Context, s3Error } from '../s3/s3-errors.js';
import { addressOf, creationOf, customerKeyOf, type S3Options } from '../s3/s3-options.js';
import { damagedSource } from './damaged-source.js';
import { uploadInParts } from './s3-multipart.js';

/** Above this, objects go in parts. */
const IN_PARTS = 16 * 1024 * 1024;
/** S3 deletes at most 1000 keys per request. */
const DELETE_AT_ONCE = 1000;
/** Trying again is the transfer's, which knows about all of them. */
const ATTEMPTS = 1;
/** S3's answer to a range that begins at the end of the object. */
const RANGE_NOT_SATISFIABLE = 416;

export class S3Remote extends Remote {
  readonly address: string;
  readonly concurrency = { start: 8, most: 64 };
  /** Measured with radosgw: 80 ms for a page of 1000 names, 2 ms for one question. */
  readonly namesPerListing = 25;
  private connection: Promise<S3Connection> | undefined;
  /** Whether ETags are md5s; null until one differs and the server has been asked why. */
  private etagsTell: boolean | null = null;
  /** Whether anything was ever answered, be it an error. */
  private reached = false;

  constructor(private readonly options: S3Options) {
    super();
    this.address = addressOf(options);
    if (options.sse?.startsWith('aws:kms') || options.sseCustomerKey !== undefined) this.etagsTell = false;
  }

  override async prepare(): Promise<void> {
    // A bucket is never made in passing; what is missing shows at the first upload.
  }

  override async stat(key: string, signal: AbortSignal): Promise<RemoteObject | null> {
    const found = await this.call(`looking for ${key}`, async (s3) => {
      try {
        const target = { ...this.target(key), ...customerKeyOf(this.options) };
        return await s3.send(new s3.sdk.HeadObjectCommand(target), signal);
      } catch (error) {
        if (isNotFound(error)) return null;
        // An answer without a body does not say what is wrong; this one does.
        const { bucket, prefix } = this.options;
        if (!signal.aborted && hasStatus(error))
          await s3.send(
            new s3.sdk.ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, MaxKeys: 1 }),
            signal,
          );
        throw error;
      }
    });
    if (found === null) return null;
    this.expectTag(found.ETag, `looking for ${key}`);
    const encrypted = found.ServerSideEncryption?.startsWith('aws:kms') || found.SSECustomerAlgorithm;
    return {
      key,
      size: found.ContentLength ?? 0,
      modified: Number(found.LastModified ?? 0),
      md5: encrypted ? null : md5OfTag(found.ETag),
    };
  }

  override async upload(upload: Upload): Promise<void> {
    const { key, md5, size, source, signal, moved } = upload;
    await this.call(`writing ${key}`, async (s3) => {
      const target = this.target(key);
      const creation = creationOf(this.options);
      const encryption = customerKeyOf(this.options);
      if (size > IN_PARTS) {
        const expectTag = (tag: string | undefined) => this.expectTag(tag, `writing ${key}`);
        const stat = () => this.stat(key, signal);
        const request = { target, creation, encryption, md5, size, source, signal, moved, expectTag, stat };
        await uploadInParts(s3, request);
        return;
      }
      const bytes = typeof source === 'string' ? readSource(source, key) : source;
      const digest = createHash('md5').update(bytes).digest();
      if (md5 !== null && digest.toString('hex') !== md5) throw damagedSource(key);
      const stored = await s3.send(
        new s3.sdk.PutObjectCommand({
          ...{ ...target, ...creation, ...encryption, Body: bytes },
          // The server refuses what does not arrive as it was sent.
          ...{ ContentLength: bytes.length, ContentMD5: digest.toString('base64') },
        }),
        signal,
      );
      this.expectTag(stored.ETag, `writing ${key}`);
      const encrypted = stored.ServerSideEncryption?.startsWith('aws:kms') || this.etagsTell === false;
      const told = md5OfTag(stored.ETag);
      if (!encrypted && told !== null && told !== digest.toString('hex')) {
        const said = `stored with the md5 ${told}, sent with ${digest.toString('hex')}`;
        throw new DomainError('remote/unavailable', alteredOnWay(this.context(`writing ${key}`), said));
      }
    });
  }

  override async download(key: string, from: number, signal: AbortSignal): Promise<Download | null> {
    return this.call(`reading ${key}`, async (s3) => {
      try {
        const { Body, ContentLength, ContentRange, ETag } = await s3.send(
          new s3.sdk.GetObjectCommand({
            ...{ ...this.target(key), ...customerKeyOf(this.options) },
            ...(from > 0 && { Range: `bytes=${from}-` }),
          }),
          signal,
        );
        this.expectTag(ETag, `reading ${key}`);
        const size = ContentRange === undefined ? ContentLength : Number(ContentRange.split('/')[1]);
        return { size: size ?? 0, content: this.told(Body as AsyncIterable<Uint8Array>, key) };
      } catch (error) {
        if (isNotFound(error)) return null;
        const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
        if (from > 0 && status === RANGE_NOT_SATISFIABLE) return { size: from, content: nothing() };
        throw error;
      }
    });
  }

  override async *list(prefix: string, signal: AbortSignal): AsyncIterable<RemoteObject> {
    const root = this.root;
    let ContinuationToken: string | undefined;
    do {
      const page = await this.call(`listing ${prefix}`, (s3) =>
        s3.send(
          new s3.sdk.ListObjectsV2Command({
            ...{ Bucket: this.options.bucket, Prefix: `${root}${prefix}` },
            ...(ContinuationToken !== undefined && { ContinuationToken }),
          }),
          signal,
        ),
      );
      if (page.IsTruncated === undefined)
        throw noS3Server(this.context(`listing ${prefix}`), 'no list of objects');
      for (const { Key, Size, LastModified, ETag } of page.Contents ?? []) {
        if (Key === undefined || Key.endsWith('/')) continue;
        const key = Key.slice(root.length);
        yield {
          key,
          size: Size ?? 0,
          modified: Number(LastModified ?? 0),
          md5: await this.trusted(key, md5OfTag(ETag), signal),
        };
      }
      ContinuationToken = page.IsTruncated ? page.NextContinuationToken : undefined;
    } while (ContinuationToken !== undefined);
  }

  override async delete(keys: readonly string[], signal: AbortSignal): Promise<void> {
    for (let start = 0; start < keys.length; start += DELETE_AT_ONCE) {
      const Objects = keys.slice(start, start + DELETE_AT_ONCE).map((key) => ({ Key: this.target(key).Key }));
      await this.call('deleting', async (s3) => {
        const { Errors } = await s3.send(
          new s3.sdk.DeleteObjectsCommand({ Bucket: this.options.bucket, Delete: { Objects, Quiet: true } }),
          signal,
        );
        const refused = (Errors ?? []).find(({ Code }) => Code !== 'NoSuchKey');
        if (refused !== undefined) throw Object.assign(new Error(refused.Message), { Code: refused.Code });
      });
    }
  }

  override async sweep(before: number, signal: AbortSignal): Promise<number> {
    return this.call('clearing away unfinished uploads', async (s3) => {
      const { bucket } = this.options;
      const found = await s3.send(
        new s3.sdk.ListMultipartUploadsCommand({ Bucket: bucket, Prefix: this.root }),
        signal,
      );
      const old = (found.Uploads ?? []).filter(({ Initiated }) => Number(Initiated ?? Date.now()) < before);
      for (const { Key, UploadId } of old) {
        await s3.send(new s3.sdk.AbortMultipartUploadCommand({ Bucket: bucket, Key, UploadId }), signal);
      }
      return old.length;
    });
  }

  override async check(signal: AbortSignal): Promise<void> {
    const key = `tmp/check-${randomUUID()}`;
    const bytes = Buffer.from('docket remote check');
    for await (const _ of this.list('files/md5/00/', signal)) break;
    await this.upload({ key, md5: null, size: bytes.length, source: bytes, signal });
    const chunks: Uint8Array[] = [];
    try {
      const download = await this.download(key, 0, signal);
      for await (const chunk of download?.content ?? []) chunks.push(chunk);
    } finally {
      await this.delete([key], signal);
    }
    if (!Buffer.concat(chunks).equals(bytes)) {
      throw new DomainError(
        'remote/refused',
        `${this.address} gave back something else than was just written there (${key}). Check the endpoint, and what lies between here and there: a proxy, a cache, a gateway.`,
      );
    }
  }

  override async close(): Promise<void> {
    const { connection } = this;
    this.connection = undefined;
    (await connection?.catch(() => undefined))?.close();
  }

  private get root(): string {
    return this.options.prefix === '' ? '' : `${this.options.prefix}/`;
  }

  private target(key: string): { Bucket: string; Key: string } {
    return { Bucket: this.options.bucket, Key: `${this.root}${key}` };
  }

  /** A bucket that encrypts by itself has ETags that look like md5s and are none: asked for once, at the first that differs. */
  private async trusted(key: string, tag: string | null, signal: AbortSignal): Promise<string | null> {
    const name = /files\/md5\/(..)\/(.{30})/.exec(key);
    if (tag === null || this.etagsTell === false) return null;
    if (name === null || tag === `${name[1]}${name[2]}` || this.etagsTell) return tag;
    const object = await this.stat(key, signal);
    this.etagsTell = object !== null && object.md5 !== null;
    return this.etagsTell ? tag : null;
  }

  private async *told(content: AsyncIterable<Uint8Array>, key: string): AsyncIterable<Uint8Array> {
    try {
      yield* content;
    } catch (error) {
      throw this.error(error, `reading ${key}`);
    }
  }

  private async call<Result>(
    doing: string,
    use: (connection: S3Connection) => Promise<Result>,
  ): Promise<Result> {
    this.connection ??= connectS3(this.options, this.concurrency.most, ATTEMPTS);
    try {
      const result = await use(await this.connection);
      this.reached = true;
      return result;
    } catch (first) {
      if (hasStatus(first)) this.reached = true;
      const error = this.error(first, doing);
      if (!(error instanceof DomainError) || error.code !== 'remote/wrong-clock') throw error;
      // The SDK has learnt the difference from the answer: the second attempt is signed with the server's time.
      try {
        return await use(await this.connection);
      } catch (second) {
        throw this.error(second, doing);
      }
    }
  }

  private error(error: unknown, doing: string): unknown {
    return s3Error(error, this.context(doing));
  }

  private context(doing: string): S3Context {
    const { endpoint, definedIn } = this.options;
    return { address: this.address, endpoint, definedIn, doing, reached: this.reached };
  }

  /** Every answer of S3 about an object has one (radosgw an empty one of an upload in parts); what any web server says has not. */
  private expectTag(tag: string | undefined, doing: string): void {
    if (tag === undefined) throw noS3Server(this.context(doing), 'an answer without an ETag');
  }
}

/** @returns null for objects that came in parts, whose ETag is not their md5 */
function md5OfTag(tag: string | undefined): string | null {
  const found = /^"?([0-9a-f]{32})"?$/.exec(tag ?? '');
  return found === null ? null : found[1]!;
}

const hasStatus = (error: unknown): boolean =>
  (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode !== undefined;

/** A workspace's file may be gone since it was seen. */
function readSource(path: string, key: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    throw damagedSource(key, error);
  }
}

async function* nothing(): AsyncIterable<Uint8Array> {}
