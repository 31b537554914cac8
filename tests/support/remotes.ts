/** The remotes that every suite about remotes runs on: a directory always, S3 where the environment names a server. */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DirectoryRemote } from '../../libs/adapters/remote/directory.remote.js';
import { S3Remote } from '../../libs/adapters/remote/s3.remote.js';
import { connectS3, type S3Connection } from '../../libs/adapters/s3/s3-connection.js';
import type { S3Options } from '../../libs/adapters/s3/s3-options.js';
import type { Remote } from '../../libs/ports/remote.port.js';
import { scratchWorkspace } from './scratch-workspace.js';

/** A remote of its own for one test, and what lies on it by other means than the remote's own. */
export interface TestRemote {
  /** What a user would write. */
  url: string;
  open(): Remote;
  keys(): Promise<string[]>;
  read(key: string): Promise<Buffer>;
  write(key: string, bytes: Uint8Array): Promise<void>;
  remove(key: string): Promise<void>;
  /** Uploads in parts that were begun and neither completed nor given up. */
  unfinished(): Promise<string[]>;
}

export async function directoryRemote(): Promise<TestRemote> {
  const { directory } = await scratchWorkspace();
  const url = join(directory, 'remote');
  mkdirSync(url);
  return {
    url,
    open: () => new DirectoryRemote(url),
    keys: async () =>
      existsSync(url)
        ? readdirSync(url, { recursive: true, withFileTypes: true })
            .filter((entry) => entry.isFile())
            .map((entry) => join(entry.parentPath, entry.name).slice(url.length + 1))
            .sort()
        : [],
    read: async (key) => readFileSync(join(url, key)),
    write: async (key, bytes) => {
      mkdirSync(dirname(join(url, key)), { recursive: true });
      rmSync(join(url, key), { force: true });
      writeFileSync(join(url, key), bytes);
    },
    remove: async (key) => rmSync(join(url, key)),
    unfinished: async () => [],
  };
}

/** A server that the environment names: DOCKET_TEST_S3_ENDPOINT, _BUCKET, _ACCESS_KEY, _SECRET_KEY. */
export const testS3 = process.env.DOCKET_TEST_S3_ENDPOINT
  ? {
      endpoint: process.env.DOCKET_TEST_S3_ENDPOINT,
      bucket: process.env.DOCKET_TEST_S3_BUCKET ?? 'docket-test',
      accessKeyId: process.env.DOCKET_TEST_S3_ACCESS_KEY ?? '',
      secretAccessKey: process.env.DOCKET_TEST_S3_SECRET_KEY ?? '',
    }
  : null;

/** `describe` where there is an S3 server, else a skipped suite that says why. */
export const describeWithS3 = (name: string, suite: () => void): void => {
  if (testS3 !== null) describe(name, suite);
  else describe.skip(`${name} (DOCKET_TEST_S3_ENDPOINT names no server)`, suite);
};

/** What a user's environment would hold to reach the test server. */
export const s3Environment = (): Record<string, string> => ({
  DOCKET_S3_ENDPOINT: testS3!.endpoint,
  AWS_ACCESS_KEY_ID: testS3!.accessKeyId,
  AWS_SECRET_ACCESS_KEY: testS3!.secretAccessKey,
});

/** @param more options of the remote under test, such as its encryption */
export async function s3Remote(more: Partial<S3Options> = {}): Promise<TestRemote & { options: S3Options }> {
  const { endpoint, bucket, ...credentials } = testS3!;
  const prefix = `remote-${uniqueName()}`;
  const definedIn = 'the test';
  const options: S3Options = { bucket, prefix, endpoint, credentials, stall: 10, definedIn, ...more };
  const s3 = await connectS3(options, 8, 1);
  connections.push(s3);
  const { signal } = new AbortController();
  const target = (key: string) => ({ Bucket: bucket, Key: `${prefix}/${key}` });
  return {
    options,
    url: `s3://${bucket}/${prefix}`,
    open: () => new S3Remote(options),
    keys: async () => {
      const { Contents } = await s3.send(
        new s3.sdk.ListObjectsV2Command({ Bucket: bucket, Prefix: `${prefix}/` }),
        signal,
      );
      return (Contents ?? []).map(({ Key }) => Key!.slice(prefix.length + 1)).sort();
    },
    read: async (key) => {
      const { Body } = await s3.send(new s3.sdk.GetObjectCommand(target(key)), signal);
      return Buffer.from(await Body!.transformToByteArray());
    },
    write: async (key, bytes) => {
      await s3.send(new s3.sdk.PutObjectCommand({ ...target(key), Body: bytes }), signal);
    },
    remove: async (key) => {
      await s3.send(new s3.sdk.DeleteObjectCommand(target(key)), signal);
    },
    unfinished: async () => {
      const { Uploads } = await s3.send(
        new s3.sdk.ListMultipartUploadsCommand({ Bucket: bucket, Prefix: `${prefix}/` }),
        signal,
      );
      return (Uploads ?? []).map(({ UploadId }) => UploadId!);
    },
  };
}

const connections: S3Connection[] = [];
/** For `afterAll`. */
export function closeS3(): void {
  for (const connection of connections.splice(0)) connection.close();
}

export const uniqueName = (): string => randomBytes(6).toString('hex');
