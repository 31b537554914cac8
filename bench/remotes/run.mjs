#!/usr/bin/env node
/**
 * How long `docket push` and `docket pull` take over many small files, beside `cp -r` of the same files, and beside what
 * AWS's SDK alone and bare signed requests reach on the same server, in the same run:
 *
 *   node bench/remotes/run.mjs [files = 10000] [directory|s3]
 *
 * Each pull is into a fresh clone: empty cache, no data. Whole processes are timed, node's start included; memory is
 * the process's peak. S3 is measured where DOCKET_TEST_S3_ENDPOINT (_BUCKET, _ACCESS_KEY, _SECRET_KEY) names a server.
 */
import { createHash, randomBytes } from 'node:crypto';
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { scratchDirectory } from '../support/files.mjs';
import { DOCKET, timed } from '../support/processes.mjs';
import { measurePeers } from './s3-peers.mjs';

const FILES = Number(process.argv[2] ?? 10_000);
const only = process.argv[3];
const BYTES = 2048;
/** DVC 3.67.1, 10,000 files of 2 KB, local directory, seconds; measured elsewhere on 2 cores, not in this run. */
const DVC = { push: 10.8, pull: 13.3 };

const directory = scratchDirectory();
const made = join(directory, 'made');

const run = (args, cwd, environment) =>
  timed(process.execPath, [DOCKET, ...args, '--quiet'], cwd, environment);
/** Of every file below, with its name. */
const fingerprint = (root) => {
  const hash = createHash('md5');
  const entries = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  for (const path of entries.map(({ parentPath, name }) => join(parentPath, name)).sort())
    hash.update(path.slice(root.length)).update(readFileSync(path));
  return hash.digest('hex');
};

mkdirSync(join(made, 'in'), { recursive: true });
for (let index = 0; index < FILES; index++) {
  if (index % 1000 === 0) mkdirSync(join(made, `in/${index / 1000}`));
  writeFileSync(join(made, `in/${Math.floor(index / 1000)}/${index}.bin`), randomBytes(BYTES));
}
writeFileSync(
  join(made, 'pipelines.yaml'),
  'stages:\n  copy:\n    cmd: cp -r in out\n    deps: [in]\n    outs: [out]\n',
);
await run(['repro'], made);

const rows = [];
const measure = async (name, remote, environment) => {
  const row = (step, result, files = FILES) =>
    rows.push({ name, step, ...result, rate: files / result.seconds });
  row('push', await run(['push', '--remote', remote], made, environment));
  row('push, nothing new', await run(['push', '--remote', remote], made, environment));
  // A new one each: ext4 is slow to make files for seconds after many were removed.
  const clone = join(directory, `clone-${name}`);
  mkdirSync(clone);
  for (const file of ['pipelines.yaml', 'pipelines.lock']) cpSync(join(made, file), join(clone, file));
  // The input is the same content as the output: one of the two is enough to compare files a second.
  row('pull', await run(['pull', 'out', '--remote', remote], clone, environment));
  if (fingerprint(join(clone, 'out')) !== fingerprint(join(made, 'out')))
    throw new Error('pull made other files');
  row('pull, nothing new', await run(['pull', 'out', '--remote', remote], clone, environment));
};

if (only !== 's3') {
  rows.push({
    name: 'cp -r',
    step: 'twice',
    ...(await timed('/bin/sh', ['-c', 'cp -r in a && cp -r a b && sync'], made)),
  });
  const remote = join(directory, 'remote');
  mkdirSync(remote);
  await measure('directory', remote, {});
}
const endpoint = process.env.DOCKET_TEST_S3_ENDPOINT;
if (only !== 'directory' && endpoint) {
  const bucket = process.env.DOCKET_TEST_S3_BUCKET ?? 'docket-test';
  const accessKeyId = process.env.DOCKET_TEST_S3_ACCESS_KEY;
  const secretAccessKey = process.env.DOCKET_TEST_S3_SECRET_KEY;
  await measure('S3', `s3://${bucket}/bench-${randomBytes(4).toString('hex')}`, {
    DOCKET_S3_ENDPOINT: endpoint,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
  });
  rows.push(...(await measurePeers({ endpoint, bucket, accessKeyId, secretAccessKey }, FILES, BYTES)));
}

const load = loadavg()
  .map((value) => value.toFixed(1))
  .join(' ');
console.log(`\n${FILES} files of ${BYTES} bytes; load of the machine ${load}\n`);
console.log('remote      step                  seconds   files/s   peak MB   DVC 3.67 s *');
for (const { name, step, seconds, rate, peak } of rows) {
  const dvc = FILES === 10_000 && name === 'directory' ? (DVC[step] ?? '–') : '–';
  const cells = [
    name.padEnd(11),
    step.padEnd(20),
    seconds.toFixed(2).padStart(8),
    (rate === undefined ? '–' : rate.toFixed(0)).padStart(9),
    (peak === undefined ? '–' : peak.toFixed(0)).padStart(9),
    String(dvc).padStart(14),
  ];
  console.log(cells.join(' '));
}
console.log('\n* not of this run: measured on another 2-core machine.');
