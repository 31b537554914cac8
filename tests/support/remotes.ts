/** The remotes that every suite about remotes runs on: a directory always, S3 where the environment names a server. */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { S3Client } from '@aws-sdk/client-s3';
import { DirectoryRemote } from '../../libs/adapters/remote/directory.remote.js';
import { S3Remote } from '../../libs/adapters/remote/s3.remote.js';
import { s3Client } from '../../libs/adapters/remote/s3-client.js';
import type { S3Options } from '../../libs/adapters/remote/s3-options.js';
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
export async function s3Remote(more: Partial<S3Options> = {}): Promise<TestRemote> {
  const { endpoint, bucket, ...credentials } = testS3!;
  const prefix = `remote-${uniqueName()}`;
  const options: S3Options = {
    bucket,
    prefix,
    endpoint,
    credentials,
    stall: 10,
    definedIn: 'the test',
    ...more,
  };
  const {
    ListObjectsV2Command,
    GetObjectCommand,
    PutObjectCommand,
    DeleteObjectCommand,
    ListMultipartUploadsCommand,
  } = await import('@aws-sdk/client-s3');
  const client = await s3Client(options, 8);
  clients.push(client);
  const target = (key: string) => ({ Bucket: bucket, Key: `${prefix}/${key}` });
  return {
    url: `s3://${bucket}/${prefix}`,
    open: () => new S3Remote(options),
    keys: async () => {
      const { Contents } = await client.send(
        new ListObjectsV2Command({ Bucket: bucket, Prefix: `${prefix}/` }),
      );
      return (Contents ?? []).map(({ Key }) => Key!.slice(prefix.length + 1)).sort();
    },
    read: async (key) => {
      const { Body } = await client.send(new GetObjectCommand(target(key)));
      return Buffer.from(await Body!.transformToByteArray());
    },
    write: async (key, bytes) => {
      await client.send(new PutObjectCommand({ ...target(key), Body: bytes }));
    },
    remove: async (key) => {
      await client.send(new DeleteObjectCommand(target(key)));
    },
    unfinished: async () => {
      const { Uploads } = await client.send(
        new ListMultipartUploadsCommand({ Bucket: bucket, Prefix: `${prefix}/` }),
      );
      return (Uploads ?? []).map(({ UploadId }) => UploadId!);
    },
  };
}

const clients: S3Client[] = [];
/** For `afterAll`. */
export function closeS3(): void {
  for (const client of clients.splice(0)) client.destroy();
}

export const uniqueName = (): string => randomBytes(6).toString('hex');
