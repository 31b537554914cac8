/** A lock that is written is read again as it was, whatever people call their files and params. */
import fc from 'fast-check';
import { parseLockYaml } from '../../../libs/adapters/workspace/lock-yaml.js';
import { pythonYaml } from '../../../libs/adapters/workspace/python-yaml.js';
import { PipelineLockSchema } from '../../../libs/contracts/pipeline-lock.schema.js';
import { plainNumbers, WholeFloat } from '../../../libs/contracts/python-float.js';
import { runKey } from '../../../libs/core/pipeline/run-key.js';

const text = fc.oneof(
  fc.string({ minLength: 1 }),
  fc.string({ unit: 'grapheme', minLength: 1 }),
  fc.constantFrom(
    '1.0',
    '1e3',
    'null',
    'true',
    'yes',
    '~',
    '- a',
    'a: b',
    "it's",
    '#',
    ' x ',
    'line\nbreak',
    '0x1f',
    '012',
  ),
);
const value = fc.oneof(
  text,
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).filter((each) => !Number.isInteger(each)),
  fc.integer({ min: -1e6, max: 1e6 }).map((each) => new WholeFloat(each)),
  fc.boolean(),
  fc.constant(null),
  fc.array(fc.integer(), { maxLength: 3 }),
);
const key = text.filter((each) => each !== '__proto__' && each !== '<<');
const entry = fc.record({
  path: text,
  hash: fc.constant('md5'),
  md5: fc.stringMatching(/^[0-9a-f]{32}$/),
  size: fc.nat(),
});
const lock = fc.record({
  schema: fc.constant('2.0'),
  stages: fc.dictionary(
    key,
    fc.record({
      cmd: fc.oneof(text, fc.array(text, { minLength: 1, maxLength: 3 })),
      deps: fc.array(entry, { minLength: 1, maxLength: 3 }),
      params: fc.dictionary(key, fc.dictionary(key, value, { minKeys: 1, maxKeys: 3 }), {
        minKeys: 1,
        maxKeys: 2,
      }),
      outs: fc.array(entry, { minLength: 1, maxLength: 3 }),
    }),
    { maxKeys: 3 },
  ),
});

test('written, read and written again, nothing changes', () => {
  fc.assert(
    fc.property(lock, (written) => {
      const first = pythonYaml(written);
      const read = PipelineLockSchema.parse(parseLockYaml('pipelines.lock', first).data);
      expect(plainNumbers(read)).toEqual(plainNumbers(written));
      expect(pythonYaml(read)).toBe(first);
    }),
  );
});

test("a run's key is that of the inputs: outputs' content changes its name alone", () => {
  fc.assert(
    fc.property(lock, fc.stringMatching(/^[0-9a-f]{32}$/), ({ stages }, other) => {
      for (const stage of Object.values(stages)) {
        fc.pre(stage.outs[0]!.md5 !== other);
        const outs = stage.outs.map((out, index) => (index === 0 ? { ...out, md5: other } : out));
        expect(runKey({ ...stage, outs }).key).toBe(runKey(stage).key);
        expect(runKey({ ...stage, outs }).name).not.toBe(runKey(stage).name);
        expect(runKey({ ...stage, cmd: `${stage.cmd} ` }).key).not.toBe(runKey(stage).key);
      }
    }),
  );
});
