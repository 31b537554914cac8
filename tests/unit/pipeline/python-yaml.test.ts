/** Locks as ruamel.yaml 0.15 wrote these very values, so that git shows no change where nothing changed. */
import { pythonYaml } from '../../../libs/adapters/workspace/python-yaml.js';
import { WholeFloat } from '../../../libs/contracts/python-float.js';

const written = (value: unknown) => pythonYaml({ k: value }).slice('k:'.length);

test('a long command goes on in the next line after the word that passes column 80', () => {
  const cmd =
    'python src/train.py --data data/processed/train.csv --output models/model.pkl --epochs 10 --learning-rate 0.001 --batch 32';
  expect(pythonYaml({ stages: { a: { cmd } } })).toBe(
    'stages:\n  a:\n    cmd: python src/train.py --data data/processed/train.csv --output models/model.pkl\n      --epochs 10 --learning-rate 0.001 --batch 32\n',
  );
  expect(pythonYaml({ cmd: [`echo ${'a'.repeat(37)} ${'b'.repeat(40)} cc dd`] })).toBe(
    `cmd:\n- echo ${'a'.repeat(37)} ${'b'.repeat(40)}\n  cc dd\n`,
  );
});

test.each([
  ["it's", " it's\n"],
  ["- it's", ` "- it's"\n`],
  ['a: b', " 'a: b'\n"],
  ['a:b', ' a:b\n'],
  ['#x', " '#x'\n"],
  ['a #x', " 'a #x'\n"],
  ['a\nb\n', ' "a\\nb\\n"\n'],
  [' lead', " ' lead'\n"],
  ['', " ''\n"],
  ['true', " 'true'\n"],
  ['yes', ' yes\n'],
  ['1.0', " '1.0'\n"],
  ['1e3', " '1e3'\n"],
  ['012', " '012'\n"],
  ['_1', ' _1\n'],
  ['2020-01-01', " '2020-01-01'\n"],
  ['=', " '='\n"],
  ['é ü 😀', ' é ü 😀\n'],
  ['\t', ' "\\t"\n'],
  [`${'x'.repeat(90)} ${'y'.repeat(10)} '`, ` ${'x'.repeat(90)}\n  ${'y'.repeat(10)} '\n`],
  [`'${'x'.repeat(90)} y`, ` "'${'x'.repeat(90)}\\\n  \\ y"\n`],
  [null, '\n'],
  [true, ' true\n'],
  [1, ' 1\n'],
  [1e-5, ' 1e-05\n'],
  [new WholeFloat(1), ' 1.0\n'],
  [[], ' []\n'],
  [{}, ' {}\n'],
  [[1, [2, { a: 3, b: [] }], null, {}], '\n- 1\n- - 2\n  - a: 3\n    b: []\n- \n- {}\n'],
])('%j', (value, expected) => {
  expect(written(value)).toBe(expected);
});
