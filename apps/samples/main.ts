/** `npm run samples`: makes the sample documents that the project ships, or more of them. */
import { parseArgs } from 'node:util';
import { isSampleClass, sampleClasses } from '#samples/sample-classes.js';
import { bundled, writeSamples } from '#samples/write-samples.js';

const help = `Makes sample documents; the same options give the same bytes.

  npm run samples -- [options]

  --out DIR        where the folders go, one per class (default data/samples)
  --count N        documents per class (default ${bundled.count})
  --seed S         another seed, other documents (default ${bundled.seed})
  --classes a,b    only these of: ${sampleClasses.join(', ')}
  --truth DIR      write what is printed on each document to DIR as JSON
  --help
`;

const refuse = (message: string): never => {
  process.stderr.write(`${message}\n\n${help}`);
  process.exit(2);
};

const options = (() => {
  try {
    return parseArgs({
      options: {
        out: { type: 'string', default: 'data/samples' },
        count: { type: 'string', default: String(bundled.count) },
        seed: { type: 'string', default: bundled.seed },
        classes: { type: 'string' },
        truth: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    return refuse((error as Error).message);
  }
})();

if (options.help) process.stdout.write(help);
else {
  const count = Number(options.count);
  if (!Number.isInteger(count) || count < 1)
    refuse(`--count wants a whole number from 1, not '${options.count}'.`);
  const named = options.classes?.split(',').map((name) => name.trim());
  const unknown = named?.find((name) => !isSampleClass(name));
  if (unknown !== undefined) refuse(`--classes: there is no class '${unknown}'.`);
  const started = performance.now();
  const written = await writeSamples({
    out: options.out,
    count,
    seed: options.seed,
    ...(named ? { classes: named.filter(isSampleClass) } : {}),
    ...(options.truth === undefined ? {} : { truth: options.truth }),
    onWritten: (done, total, path) => {
      if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${done}/${total} ${path}`);
    },
  });
  const bytes = written.reduce((sum, sample) => sum + sample.bytes, 0);
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  process.stderr.write(
    `${process.stderr.isTTY ? '\r\x1b[K' : ''}Wrote ${written.length} documents, ${(bytes / 1e6).toFixed(1)} MB, to ${options.out} in ${seconds} s.\n`,
  );
}
