#!/usr/bin/env node
/**
 * How long `docket repro` takes over many small files, beside a plain shell loop on the same files in the same run:
 *
 *   node bench/pipeline/run.mjs [files = 10000]
 *
 * Whole processes are timed, node's start included; memory is the process's peak.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { extractedText, scratchDirectory } from '../support/files.mjs';
import { DOCKET, timed } from '../support/processes.mjs';

const FILES = Number(process.argv[2] ?? 10_000);
const REPEATS = 3;
/** Above this the plain loop takes minutes and says nothing new. */
const PEER_FILES = 20_000;
/** DVC 3.67.1, 10,000 files of 2 KB, trivial copy stage, seconds; measured elsewhere on 2 cores, not in this run. */
const DVC = { first: 22.6, noop: 2.9, added: 14.6, status: 2.8 };

const directory = scratchDirectory();

const median = (runs) =>
  [...runs].sort((left, right) => left.seconds - right.seconds)[Math.floor(runs.length / 2)];
const several = async (run) => {
  const runs = [];
  for (let repeat = 0; repeat < REPEATS; repeat++) runs.push(await run(repeat));
  return median(runs);
};

const document = (index) =>
  extractedText(`document ${index} invoice number ${index * 7} the total amount is due `.repeat(25));
for (let folder = 0; folder < 10; folder++)
  mkdirSync(join(directory, `in/class-${folder}`), { recursive: true });
for (let index = 0; index < FILES; index++) {
  writeFileSync(join(directory, `in/class-${index % 10}/${index}.json`), document(index));
}
writeFileSync(
  join(directory, 'pipelines.yaml'),
  'stages:\n  clean-text:\n    uses: clean-text\n    each: in/**/*.json\n    outs: [out]\n',
);

const repro = () => timed(process.execPath, [DOCKET, 'repro', '--quiet'], directory);
const shell = async (script) =>
  FILES > PEER_FILES ? { seconds: Number.NaN } : timed('/bin/sh', ['-c', script], directory);
const hashAll = 'find in peer -type f -print0 | xargs -0 md5sum > sums';
const copyAll = `rm -rf peer; mkdir peer; find in -type f -print0 | xargs -0 -n 1 sh -c 'cp "$0" "peer/$(basename "$0")"'; ${hashAll}`;

// Compiles what changed, so that it is not timed.
await timed(process.execPath, [DOCKET, '--version'], directory);
const rows = [];
const row = (step, ours, peer, peerName, dvc) => rows.push({ step, ours, peer, peerName, dvc });

row('first repro', await repro(), await shell(copyAll), 'cp each + md5sum', DVC.first);
row('no-op repro', await several(repro), await several(() => shell(hashAll)), 'md5sum of all', DVC.noop);
row(
  'one file added',
  await several((repeat) => {
    writeFileSync(join(directory, `in/class-0/new-${repeat}.json`), document(FILES + repeat));
    return repro();
  }),
  await shell(copyAll),
  'cp each + md5sum',
  DVC.added,
);
row(
  'status',
  await several(() => timed(process.execPath, [DOCKET, 'status', '--quiet'], directory)),
  await several(() => shell(hashAll)),
  'md5sum of all',
  DVC.status,
);

const figure = (value) => (Number.isNaN(value) ? '–' : value.toFixed(2));
console.log(`\n${FILES} files of about 2 KB, ${REPEATS} repeats, medians\n`);
console.log('step            docket s   peak MB   plain loop s   ratio   plain loop is       DVC 3.67 s *');
for (const { step, ours, peer, peerName, dvc } of rows) {
  console.log(
    [
      step.padEnd(14),
      ours.seconds.toFixed(2).padStart(9),
      ours.peak.toFixed(0).padStart(9),
      figure(peer.seconds).padStart(14),
      figure(ours.seconds / peer.seconds).padStart(7),
      `  ${peerName.padEnd(19)}`,
      (FILES === 10_000 ? String(dvc) : '–').padStart(12),
    ].join(' '),
  );
}
console.log(
  '\n* not of this run: measured on another 2-core machine with a trivial copy stage over 10,000 files.',
);
