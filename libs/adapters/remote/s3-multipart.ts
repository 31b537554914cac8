/**
 * A large object in parts, which a later upload of the same object goes on with:
 *
 *   read part 1 ─ md5 there already? ─ yes ─► next      (of an upload that was killed)
 *                        └ no ─► send                   at most PARALLEL at a time
 *   … last part ─► md5 of the whole right? ─ yes ─► complete: visible at once
 *                        └ no ─► abort: nothing remains
 */
import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import type { RemoteObject } from '#ports/remote.port.js';
import type { S3Connection } from '../s3/s3-connection.js';
import { isNoUpload } from '../s3/s3-errors.js';
import { damagedSource } from './damaged-source.js';

const MEGABYTE = 1024 * 1024;
/** S3 takes parts from 5 MB; larger ones are lost whole when a connection breaks. */
const LEAST_PART = 8 * MEGABYTE;
/** S3 takes 10,000 parts at most. */
const MOST_PARTS = 9_000;
const PARALLEL = 4;

export interface MultipartRequest {
  target: { Bucket: string; Key: string };
  /** Headers of a new upload: encryption, access. */
  creation: Record<string, string>;
  /** Headers of each part: the customer's key. */
  encryption: Record<string, unknown>;
  md5: string | null;
  size: number;
  source: Uint8Array | string;
  signal: AbortSignal;
  moved: ((bytes: number) => void) | undefined;
  /** @throws DomainError where what answers without one is no S3 server */
  expectTag(tag: string | undefined): void;
  /** The object as it is now, null where there is none. */
  stat(): Promise<RemoteObject | null>;
}

/** The same for the same object, so that parts of an earlier upload fit. */
export const partSize = (size: number): number =>
  Math.max(LEAST_PART, Math.ceil(size / MOST_PARTS / MEGABYTE) * MEGABYTE);

export async function uploadInParts(s3: S3Connection, request: MultipartRequest): Promise<void> {
  const before = await request.stat();
  try {
    await sendParts(s3, request);
  } catch (error) {
    // Two pushes of one object at once go on with the same upload, which whoever is first completes.
    if (!isNoUpload(error)) throw error;
    const now = await request.stat();
    if (now?.size !== request.size || now.modified === before?.modified) throw error;
  }
}

async function sendParts(s3: S3Connection, request: MultipartRequest): Promise<void> {
  const { target, md5, size, signal, encryption } = request;
  const found = await unfinishedUpload(s3, request);
  const { UploadId } =
    found ??
    (await s3.send(
      new s3.sdk.CreateMultipartUploadCommand({ ...target, ...request.creation, ...encryption }),
      signal,
    ));
  // Every upload that S3 begins has one, as every part and the whole have an ETag.
  request.expectTag(UploadId);
  const there = found?.parts ?? new Map<number, string>();

  const hash = createHash('md5');
  const parts: { PartNumber: number; ETag: string }[] = [];
  const running = new Set<Promise<void>>();
  let failed: unknown = null;
  let over = 0;
  const arrived = (bytes: number) => {
    over += bytes;
    request.moved?.(over);
  };
  const sendPart = async (number: number, bytes: Uint8Array): Promise<void> => {
    const digest = createHash('md5').update(bytes).digest();
    if (there.get(number) !== digest.toString('hex')) {
      await s3
        .send(
          new s3.sdk.UploadPartCommand({
            ...{ ...target, ...encryption, UploadId, PartNumber: number, Body: bytes },
            ...{ ContentLength: bytes.length, ContentMD5: digest.toString('base64') },
          }),
          signal,
        )
        .then(({ ETag }) => {
          request.expectTag(ETag);
          parts[number - 1] = { PartNumber: number, ETag: ETag! };
        });
    } else parts[number - 1] = { PartNumber: number, ETag: `"${there.get(number)}"` };
    arrived(bytes.length);
  };

  const reader = await openSource(request.source, target.Key);
  try {
    const step = partSize(size);
    for (let offset = 0, number = 1; offset < size && failed === null; offset += step, number++) {
      const bytes = await reader.read(offset, Math.min(step, size - offset));
      hash.update(bytes);
      const part: Promise<void> = sendPart(number, bytes)
        .catch((error: unknown) => {
          failed ??= error;
        })
        .finally(() => running.delete(part));
      running.add(part);
      if (running.size >= PARALLEL) await Promise.race(running);
    }
    await Promise.all(running);
  } finally {
    await reader.close();
  }
  if (failed !== null) throw failed;
  if (md5 !== null && hash.digest('hex') !== md5) {
    await s3.send(new s3.sdk.AbortMultipartUploadCommand({ ...target, UploadId }), signal);
    throw damagedSource(target.Key);
  }
  const { ETag } = await s3.send(
    new s3.sdk.CompleteMultipartUploadCommand({ ...target, UploadId, MultipartUpload: { Parts: parts } }),
    signal,
  );
  request.expectTag(ETag);
}

interface UnfinishedUpload {
  UploadId: string;
  /** Part number to the md5 of what arrived. */
  parts: Map<number, string>;
}

/** @returns null where there is none, or where these credentials may not look */
async function unfinishedUpload(
  s3: S3Connection,
  { target, size, signal, encryption }: MultipartRequest,
): Promise<UnfinishedUpload | null> {
  // Parts that the customer's key encrypts have no md5 to compare.
  if (Object.keys(encryption).length > 0) return null;
  try {
    const { Uploads } = await s3.send(
      new s3.sdk.ListMultipartUploadsCommand({ Bucket: target.Bucket, Prefix: target.Key }),
      signal,
    );
    const same = (Uploads ?? []).filter(({ Key, UploadId }) => Key === target.Key && UploadId !== undefined);
    const newest = same.sort((left, right) => Number(right.Initiated ?? 0) - Number(left.Initiated ?? 0))[0];
    if (newest === undefined) return null;
    const UploadId = newest.UploadId!;
    const parts = new Map<number, string>();
    let PartNumberMarker: string | undefined;
    do {
      const page = await s3.send(
        new s3.sdk.ListPartsCommand({ ...target, UploadId, PartNumberMarker }),
        signal,
      );
      for (const { PartNumber, ETag, Size } of page.Parts ?? []) {
        const expected = Math.min(partSize(size), size - (PartNumber! - 1) * partSize(size));
        if (Size === expected) parts.set(PartNumber!, (ETag ?? '').replaceAll('"', ''));
      }
      PartNumberMarker = page.IsTruncated ? page.NextPartNumberMarker : undefined;
    } while (PartNumberMarker !== undefined);
    return { UploadId, parts };
  } catch (error) {
    if (signal.aborted) throw error;
    const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode ?? 500;
    if (status >= 500) throw error;
    return null;
  }
}

interface Source {
  read(offset: number, length: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

async function openSource(source: Uint8Array | string, key: string): Promise<Source> {
  if (typeof source !== 'string') {
    return {
      read: async (offset, length) => source.subarray(offset, offset + length),
      close: async () => undefined,
    };
  }
  let file: FileHandle;
  try {
    file = await open(source, 'r');
  } catch (error) {
    throw damagedSource(key, error);
  }
  return {
    read: async (offset, length) => {
      const bytes = Buffer.allocUnsafe(length);
      for (let filled = 0; filled < length; ) {
        const { bytesRead } = await file.read(bytes, filled, length - filled, offset + filled);
        // Shorter than it was when its size was taken.
        if (bytesRead === 0) throw damagedSource(key);
        filled += bytesRead;
      }
      return bytes;
    },
    close: () => file.close(),
  };
}
