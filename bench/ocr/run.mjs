#!/usr/bin/env node
/**
 * Reading measured on real documents, each table with plain tesseract in the same run:
 *
 *   node bench/ocr/run.mjs [throughput|errors|orientation|accuracy]… [--data FOLDER] [--engine NAME]…
 *     [--set NAME]… [--work FOLDER]
 *
 * `--data` is a folder as ../shared/data (images/, ocr-ground-truth/, manifest.csv); `npm run build` first.
 */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { accuracy, SETS } from './accuracy.mjs';
import { errorRate } from './error-rate.mjs';
import { orientation } from './orientation.mjs';
import { throughput } from './throughput.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    data: { type: 'string', default: process.env.DOCKET_TEST_DATA ?? '../shared/data' },
    engine: { type: 'string', multiple: true, default: ['native-tesseract', 'tesseract.js'] },
    set: { type: 'string', multiple: true, default: SETS },
    work: { type: 'string', default: join(tmpdir(), 'docket-bench-accuracy') },
  },
});

const TABLES = {
  throughput: () => throughput(values.data, values.engine),
  errors: () => errorRate(values.data, values.engine),
  orientation: () => orientation(values.data, values.engine[0]),
  accuracy: () => accuracy(values.data, values.set, values.work),
};
const names = positionals.length > 0 ? positionals : Object.keys(TABLES);
const unknown = names.filter((name) => !(name in TABLES));
if (unknown.length > 0) {
  process.stderr.write(`No table '${unknown[0]}'; there are ${Object.keys(TABLES).join(', ')}.\n`);
  process.exit(2);
}
for (const name of names) {
  process.stdout.write(`\n${name}\n`);
  console.table(await TABLES[name]());
}
