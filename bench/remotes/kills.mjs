#!/usr/bin/env node
/**
 * Kills `docket push` and `docket pull` at random moments and checks what is left, on a directory, and on S3 where
 * DOCKET_TEST_S3_ENDPOINT (_BUCKET, _ACCESS_KEY, _SECRET_KEY) names a server:
 *
 *   node bench/remotes/kills.mjs [kills of each = 200] [seed = random] [directory|s3]
 *
 * After every kill (SIGKILL) of a push: no directory object on the remote without all of its files, no object that is
 * not what its name says. After the next push: every object there, nothing else, no upload left unfinished. After the
 * next pull: every file of the workspace byte for byte, every object of the cache what its name says, no file that is
 * nobody's. Ends with 1 where anything differs.
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { contentOf, filesBelow, md5, scratchDirectory } from '../support/files.mjs';
import { DOCKET } from '../support/processes.mjs';
import { seededChance } from '../support/seeded-chance.mjs';

const KILLS = Number(process.argv[2] ?? 200);
const SEED = Number(process.argv[3] ?? Date.now() % 1_000_000);
const only = process.argv[4];
const FILES = 150;
/** So large that it goes through as a stream, and to S3 in parts. */
const LARGE = 20 * 1024 * 1024;
const AT_ONCE = 2;
const base = scratchDirectory();

/** The same seed kills at the same moments, as far as a machine's speed allows. */
const random = seededChance(SEED);

const endpoint = process.env.DOCKET_TEST_S3_ENDPOINT;
const bucket = process.env.DOCKET_TEST_S3_BUCKET ?? 'docket-test';
const accessKeyId = process.env.DOCKET_TEST_S3_ACCESS_KEY;
const secretAccessKey = process.env.DOCKET_TEST_S3_SECRET_KEY;
const environment = {
  ...process.env,
  ...(endpoint && {
    DOCKET_S3_ENDPOINT: endpoint,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
  }),
};

/** @param killAfter milliseconds; undefined: never */
function run(directory, args, killAfter) {
  return new Promise((resolve) => {
    const started = performance.now();
    const child = spawn(process.execPath, [DOCKET, ...args, '--quiet'], {
      ...{ cwd: directory, env: environment, stdio: ['ignore', 'pipe', 'pipe'] },
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => {
        said += chunk;
      });
    const timer = killAfter === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfter);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      resolve({ code, signal, said, milliseconds: performance.now() - started });
    });
  });
}
async function complete(directory, args) {
  const result = await run(directory, args);
  if (result.code !== 0)
    throw new Error(`docket ${args.join(' ')} ended with ${result.code}: ${result.said}`);
  return result.milliseconds;
}

const nameOf = (key) => /^files\/md5\/(..)\/(.{30})(\.dir)?$/.exec(key);

/** @returns what lies on a remote: key to content, and what is left of uploads */
const directoryRemote = {
  // No push makes a remote's directory.
  url(name) {
    const directory = join(base, 'remotes', name);
    mkdirSync(directory, { recursive: true });
    return directory;
  },
  async look(url) {
    const found = new Map();
    const left = [];
    for (const path of filesBelow(url)) {
      if (path.startsWith('tmp/')) left.push(path);
      else found.set(path, readFileSync(join(url, path)));
    }
    return { found, left };
  },
  remove: async (url) => rmSync(url, { recursive: true, force: true }),
};

async function s3Remote() {
  process.removeAllListeners('warning');
  const sdk = await import('@aws-sdk/client-s3');
  const client = new sdk.S3Client({
    ...{ endpoint, region: 'us-east-1', forcePathStyle: true },
    credentials: { accessKeyId, secretAccessKey },
    ...{ requestChecksumCalculation: 'WHEN_REQUIRED', responseChecksumValidation: 'WHEN_REQUIRED' },
  });
  const prefixOf = (url) => `${url.slice(`s3://${bucket}/`.length)}/`;
  const list = async (url) => {
    const keys = [];
    let ContinuationToken;
    do {
      const page = await client.send(
        new sdk.ListObjectsV2Command({ Bucket: bucket, Prefix: prefixOf(url), ContinuationToken }),
      );
      keys.push(...(page.Contents ?? []).map(({ Key }) => Key));
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken !== undefined);
    return keys;
  };
  return {
    url: (name) => `s3://${bucket}/kills-${SEED}-${name}`,
    async look(url) {
      const found = new Map();
      for (const Key of await list(url)) {
        const { Body } = await client.send(new sdk.GetObjectCommand({ Bucket: bucket, Key }));
        found.set(Key.slice(prefixOf(url).length), Buffer.from(await Body.transformToByteArray()));
      }
      const { Uploads } = await client.send(
        new sdk.ListMultipartUploadsCommand({ Bucket: bucket, Prefix: prefixOf(url) }),
      );
      return { found, left: (Uploads ?? []).map(({ Key }) => `unfinished upload of ${Key}`) };
    },
    async remove(url) {
      const keys = await list(url);
      if (keys.length === 0) return;
      const Objects = keys.map((Key) => ({ Key }));
      await client.send(new sdk.DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects } }));
    },
  };
}

/** What is wrong on a remote whatever has happened. */
function brokenPromises(found) {
  const faults = [];
  for (const [key, content] of found) {
    const name = nameOf(key);
    if (name === null) faults.push(`nobody's: ${key}`);
    else if (md5(content) !== name[1] + name[2]) faults.push(`not what its name says: ${key}`);
    else if (name[3] !== undefined)
      for (const { md5: file } of JSON.parse(content))
        if (!found.has(`files/md5/${file.slice(0, 2)}/${file.slice(2)}`))
          faults.push(`${key} is visible before its file ${file}`);
  }
  return faults;
}

function strays(directory) {
  const faults = [];
  for (const place of ['tmp', 'cache/tmp', 'claims', 'change']) {
    for (const path of filesBelow(join(directory, '.docket', place)))
      faults.push(`left behind: .docket/${place}/${path}`);
  }
  for (const path of filesBelow(join(directory, '.docket/cache'))) {
    const name = nameOf(path);
    if (name !== null && md5(readFileSync(join(directory, '.docket/cache', path))) !== name[1] + name[2])
      faults.push(`damaged in the cache: ${path}`);
  }
  return faults;
}

const made = join(base, 'made');
const write = (path, content) => {
  mkdirSync(dirname(join(made, path)), { recursive: true });
  writeFileSync(join(made, path), content);
};
for (let index = 0; index < FILES; index++)
  write(`in/${index % 7}/${index}.bin`, randomBytes(100 + index * 37));
write('in/large.bin', randomBytes(LARGE));
write('single.txt', 'alone');
write(
  'pipelines.yaml',
  'stages:\n  copy:\n    cmd: cp -r in out; cp single.txt one.txt\n    deps: [in, single.txt]\n    outs: [out, one.txt]\n',
);
await complete(made, ['repro']);
const expectedContent = contentOf(made).join('\n');

async function measure(kind, remote) {
  const full = remote.url('full');
  const pushing = await complete(made, ['push', '--remote', full]);
  const { found, left } = await remote.look(full);
  const expectedKeys = [...found.keys()].sort().join('\n');
  const first = [...brokenPromises(found), ...left];
  if (first.length > 0) throw new Error(`Undisturbed: ${first.join('; ')}`);
  const fresh = (name) => {
    const directory = join(base, name);
    mkdirSync(directory);
    for (const file of ['pipelines.yaml', 'pipelines.lock']) cpSync(join(made, file), join(directory, file));
    return directory;
  };
  const pulling = await complete(fresh(`${kind}-span`), ['pull', '--remote', full]);
  /** Node has to start before anything can be half-done. */
  const moment = (span) => Math.round(span * (0.2 + 0.8 * random()));

  const rounds = {
    async push(round) {
      const url = remote.url(`push-${round}`);
      const faults = [];
      let kills = 0;
      for (let times = random() < 0.25 ? 2 : 1; times > 0; times--) {
        const { signal } = await run(made, ['push', '--remote', url], moment(pushing));
        if (signal === 'SIGKILL') kills++;
        faults.push(...brokenPromises((await remote.look(url)).found));
      }
      await complete(made, ['push', '--remote', url]);
      const after = await remote.look(url);
      faults.push(...brokenPromises(after.found), ...after.left.map((path) => `left behind: ${path}`));
      if ([...after.found.keys()].sort().join('\n') !== expectedKeys) faults.push('objects are missing');
      await remote.remove(url);
      return { kills, faults };
    },
    async pull(round) {
      const directory = fresh(`${kind}-pull-${round}`);
      let kills = 0;
      for (let times = random() < 0.25 ? 2 : 1; times > 0; times--) {
        const { signal } = await run(directory, ['pull', '--remote', full], moment(pulling));
        if (signal === 'SIGKILL') kills++;
      }
      await complete(directory, ['pull', '--remote', full]);
      const faults = strays(directory);
      if (contentOf(directory).join('\n') !== expectedContent) faults.push('the workspace differs');
      rmSync(directory, { recursive: true });
      return { kills, faults };
    },
  };
  for (const what of ['push', 'pull']) {
    const began = performance.now();
    let [begun, killed, failed] = [0, 0, 0];
    const worker = async () => {
      while (killed < KILLS && begun < 4 * KILLS) {
        const round = begun++;
        const { kills, faults } = await rounds[what](round).catch((error) => ({
          ...{ kills: 0, faults: [error.message] },
        }));
        killed += kills;
        if (faults.length === 0) continue;
        failed++;
        console.error(`${what}, ${kind}, round ${round}:`);
        for (const fault of faults.slice(0, 10)) console.error(`  ${fault}`);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    const seconds = ((performance.now() - began) / 1000).toFixed(0);
    console.log(
      `${what} ${kind}: ${killed} kills in ${begun} rounds, ${failed} with faults, ${seconds} s, seed ${SEED}`,
    );
    if (failed > 0 || killed < KILLS) process.exitCode = 1;
  }
  await remote.remove(full);
}

if (only !== 's3') await measure('directory', directoryRemote);
if (only !== 'directory' && endpoint) await measure('s3', await s3Remote());
