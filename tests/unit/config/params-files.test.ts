/** Params in each of the languages that DVC reads them in, to the same values and the same text in a lock. */
import { parseValues, readParamsFile } from '../../../libs/config/params-file.js';
import { rejectionOf } from '../../support/thrown-by.js';

const params = async (file: string, text: string) => {
  const found = await readParamsFile(async () => text, file);
  return { data: found?.data, written: JSON.stringify(found?.exact, asText), locate: found!.locate };
};
/** Floats as a lock has them. */
const asText = (_: string, value: unknown) =>
  typeof value === 'number' && !Number.isInteger(value) ? `float ${value}` : value;

const expected = {
  rate: 0.5,
  epochs: 10,
  name: 'net',
  deep: { size: [1, 2], on: true },
};

test.each([
  ['params.yaml', 'rate: 0.5\nepochs: 10\nname: net\ndeep: {size: [1, 2], on: true}\n'],
  ['params.json', '{"rate": 0.5, "epochs": 10, "name": "net", "deep": {"size": [1, 2], "on": true}}'],
  ['params.toml', 'rate = 0.5\nepochs = 10\nname = "net"\n[deep]\nsize = [1, 2]\non = true\n'],
  [
    'params.py',
    'rate = 0.5\nepochs: int = 10\nname = "net"\nclass deep:\n    size = [1, 2]\n    on = True\n',
  ],
])('%s', async (file, text) => {
  expect((await params(file, text)).data).toEqual(expected);
});

test.each([
  ['params.toml', 'a = 1.0\nb = 1\nc = 1e3\nd = -2.0\n'],
  ['params.py', 'a = 1.0\nb = 1\nc = 1e3\nd = -2.0\n'],
  ['params.yaml', 'a: 1.0\nb: 1\nc: 1e3\nd: -2.0\n'],
])('%s: 1.0 and 1 stay different for what is written as text', async (file, text) => {
  const found = await readParamsFile(async () => text, file);
  expect(String((found!.exact as { a: unknown }).a)).toBe('1.0');
  expect(String((found!.exact as { c: unknown }).c)).toBe('1000.0');
  expect(String((found!.exact as { d: unknown }).d)).toBe('-2.0');
  expect(String((found!.exact as { b: unknown }).b)).toBe('1');
  expect(found!.data).toEqual({ a: 1, b: 1, c: 1000, d: -2 });
});

test('of a Python file constants alone are params; the rest is code', async () => {
  const { data, locate } = await params(
    'params.py',
    `"""What we train with."""
import os

SEED = 0x10  # sixteen
MANY = 1_000
TEXT = 'a' "b"
RAW = r'\\d'
TAB = 'a\\tb\\'c'
TUPLE = 1, -2
EMPTY = {}
NOTHING = None
BRACKETS = (True)
MAP = {'k': 1, 'l': 'two'}

class Train(object):
    rate = 0.1

    def __init__(self):
        self.depth = 3
        local = 4
        self.made = os.cpu_count()

    def run(self):
        self.ignored = 5

a = b = 1
c, d = 1, 2
computed = SEED * 2
nested = [[1]]
formatted = f'{SEED}'
if True:
    hidden = 1
def function():
    inside = 1
SEED += 1
`,
  );
  expect(data).toEqual({
    ...{ SEED: 16, MANY: 1000, TEXT: 'ab', RAW: '\\d', TAB: "a\tb'c", TUPLE: [1, -2], EMPTY: {} },
    ...{ NOTHING: null, BRACKETS: true, MAP: { k: 1, l: 'two' }, Train: { rate: 0.1, depth: 3 } },
  });
  expect(locate(['Train', 'rate'])).toBe('params.py:15:1');
});

test.each([
  ['params.py', 'rate = = 3\n', 'params.py:1 cannot be read: it is no Python'],
  ['params.toml', 'rate = \n', 'params.toml:1 cannot be read'],
  ['params.json', '{"rate": ', 'params.json:1:9 is not valid JSON; mend it: Unexpected end of JSON input.'],
])('%s that is none is told', async (file, text, told) => {
  const error = await rejectionOf(params(file, text));
  expect(error).toMatchObject({ code: 'config/unreadable' });
  expect(error.message).toContain(told);
});

test.each([
  ['params.yaml', 'seed: 12345678901234567890\n', 'params.yaml:1:1 seed: '],
  ['params.json', '{"deep": {"seed": 9007199254740993}}', 'params.json:1:11 deep.seed: '],
  ['params.toml', 'seeds = [1, 9223372036854775807]\n', 'params.toml seeds[1]: '],
  ['params.py', 'A = 1\nSEED = -0x7fffffffffffffff\n', 'params.py:2:1 SEED: '],
])('%s: a whole number that would be rounded is refused, not changed', async (file, text, place) => {
  const error = await rejectionOf(readParamsFile(async () => text, file));
  expect(error).toMatchObject({ code: 'config/unreadable' });
  expect(error.message).toContain(`${place}is a whole number beyond ±9007199254740991`);
});

test('the largest whole numbers that are kept, floats beyond them, and digits in quotes are read', async () => {
  const text = 'a: 9007199254740991\nb: 1e30\nc: "12345678901234567890"\nd: .inf\n';
  expect((await params('params.yaml', text)).data).toEqual({
    ...{ a: 9007199254740991, b: 1e30, c: '12345678901234567890', d: Number.POSITIVE_INFINITY },
  });
});

test.each([
  ['{1.0: a, 1.0: b}', '1.0'],
  ['{1: a, "1": b}', '1'],
  ['{? [a, b] : 1, ? [a, b] : 2}', '["a","b"]'],
])('keys that become one are told as written twice: %s', async (map, key) => {
  const error = await rejectionOf(readParamsFile(async () => `thr: ${map}\n`, 'params.yaml'));
  expect(error.message).toContain(`thr.${key}: is written again`);
});

test('keys that are no text say nothing on stderr', async () => {
  const warned: string[] = [];
  const note = (warning: Error) => void warned.push(warning.message);
  process.on('warning', note);
  const { data } = await params('params.yaml', 'thr: {1.0: a, 0.5: b, ? [x] : c}\n');
  await new Promise((resolve) => setImmediate(resolve));
  process.off('warning', note);
  expect(data).toEqual({ thr: { '1.0': 'a', '0.5': 'b', '[ x ]': 'c' } });
  expect(warned).toEqual([]);
});

test('keys that are whole numbers keep all their digits', async () => {
  const { data } = await params('params.yaml', 'a: {9007199254740993: 1, 9007199254740992: 2}\n');
  expect(data).toEqual({ a: { '9007199254740993': 1, '9007199254740992': 2 } });
});

test.each([
  ['m.json', '{"bytes": 12345678901234567890}'],
  ['m.toml', 'bytes = 9223372036854775807\n'],
])('%s: a figure that would be rounded is text, to the last digit', async (file, text) => {
  const { data } = await parseValues(file, text);
  expect(data).toEqual({ bytes: /\d{19,}/.exec(text)![0] });
});
