/** `--set` changes what it names, and leaves every other line as its owner wrote it. */
import { assignedTexts, assignParams, refuseNewKeys } from '#config/assign-params.js';
import { thrownBy } from '../../support/thrown-by.js';

const TEXT = `# Ours.
etl:
  languages: [eng, fra, deu]   # which
  tags: { a: 1, b: x }
train:
  text:
    cost: 1  # of an error
  name: 'q'
  note: |
    long
`;

test.each([
  ['train.text.cost=3', '    cost: 3  # of an error\n'],
  ['train.text.cost=0.5', '    cost: 0.5  # of an error\n'],
  ['train.name=yes', '  name: yes\n'],
  ['train.name="a: b"', '  name: "a: b"\n'],
  ['etl.languages.0=nld', '  languages: [nld, fra, deu]   # which\n'],
  ['etl.tags.b=y', '  tags: { a: 1, b: y }\n'],
])('%s changes one line', (assignment, line) => {
  const before = TEXT.split('\n');
  const after = assignParams(TEXT, [assignment]).split('\n');
  expect(after.filter((each, index) => each !== before[index])).toEqual([line.trimEnd()]);
});

test('keys that are not there yet, lists and texts of several lines find their place', () => {
  const after = assignParams(TEXT, [
    'new.key=2',
    'etl.languages=[eng]',
    'train.note=short',
    'etl.tags.b="x, y"',
  ]);
  expect(after).toContain('new:\n  key: 2\n');
  expect(after).toContain('languages:\n    - eng\n');
  expect(after).toContain('b: "x, y"');
  expect(after).toContain('# Ours.');
  expect(after).toContain('cost: 1 # of an error');
});

test('the file can be named; JSON stays JSON, in its own layout', async () => {
  const files: Record<string, string> = {
    'a/p.json': '{\n\t"k": {"x": 1, "s": "t"}\n}\n',
    'b.yml': 'k: 1 # one\n',
  };
  const read = async (file: string) => files[file] ?? null;
  const set = ['a/p.json:k.x=2', 'a/p.json:k.s="no, comma"', 'b.yml:k=3'];
  expect([...(await assignedTexts(read, set))]).toEqual([
    ['a/p.json', '{\n\t"k": {"x": 2, "s": "no, comma"}\n}\n'],
    ['b.yml', 'k: 3 # one\n'],
  ]);
  expect(
    [...(await assignedTexts(read, ['a/p.json:new=[1]'])).values()].map((text) => JSON.parse(text)),
  ).toEqual([{ k: { x: 1, s: 't' }, new: [1] }]);
  const entries = await assignedTexts(async () => 'l: [1, 2]\nd: [{size: 3}]\n', ['l[1]=9', 'd[0].size=4']);
  expect([...entries.values()]).toEqual(['l: [1, 9]\nd: [{size: 4}]\n']);
  await expect(assignedTexts(read, ['p.py:k=1'])).rejects.toThrow('edit p.py yourself');
});

test('of several assignments the later one counts', () => {
  expect(assignParams('a: 1\n', ['a=2', 'a=3', 'b=4'])).toBe('a: 3\nb: 4\n');
  expect(assignParams('', ['a.b=1'])).toBe('a:\n  b: 1\n');
  expect(assignParams('', [])).toBe('');
});

test.each(['cost', '=3', 'train.name.first=1'])('%s is refused as wrong use', (assignment) => {
  const error = thrownBy(() => assignParams(TEXT, [assignment]));
  expect(error).toMatchObject({ code: 'config/invalid', details: { usage: true } });
  expect(error.message).toContain(`--set ${assignment}`);
});

test('a map is not replaced by a single value, which would take its keys away', () => {
  expect(thrownBy(() => assignParams(TEXT, ['train=4'])).message).toBe(
    '--set train=4: train is a map of text, name, note; set one of these, as in --set train.text=….',
  );
  expect(assignParams('train: {a: 1}\n', ['train={a: 2}'])).toContain('a: 2');
});

test('a key that another file of values has is offered as it is to be written', async () => {
  const files: Record<string, string> = {
    'params.yaml': 'train: {epochs: 1}\n',
    'sub/params.yaml': 'c: 1\nrates: {fast: 2}\n',
    'b.json': '{"c": 2}',
    'broken.yaml': '{',
  };
  const read = async (file: string) => files[file] ?? null;
  const refusal = async (set: string) =>
    refuseNewKeys(
      read,
      [set],
      () => false,
      async () => Object.keys(files),
    ).catch((error: Error) => error.message);
  expect(await refusal('c=3')).toBe(
    "--set c=3: params.yaml has no key 'c'. Did you mean 'sub/params.yaml:c' or 'b.json:c'? To add it write --set +c=3.",
  );
  expect(await refusal('rates.fsat=3')).toContain("Did you mean 'sub/params.yaml:rates.fast'?");
  expect(await refusal('b.json:train.epochs=3')).toContain("Did you mean 'train.epochs'?");
  expect(await refusal('nothing.alike=3')).toContain("has no key 'nothing.alike'. To add it");
});

test('a key that no file has is refused with the nearest one, and added where a + says so', async () => {
  const read = async (file: string) => (file === 'params.yaml' ? 'train: {epochs: 1}\n' : 'k: 1\n');
  const refused = async (...set: string[]) =>
    refuseNewKeys(read, set, (section) => section === 'etl').then(
      () => null,
      (error: Error) => error.message,
    );
  expect(await refused('train.epoch=4')).toBe(
    "--set train.epoch=4: params.yaml has no key 'train.epoch'. Did you mean 'train.epochs'? To add it write --set +train.epoch=4.",
  );
  expect(await refused('p.yaml:z=4')).toContain('write --set p.yaml:+z=4.');
  expect(await refused('train.epochs=4', 'p.yaml:k=2', '+train.z=4', 'train.z=5', 'etl.pages=7')).toBeNull();
  expect([...(await assignedTexts(read, ['p.yaml:+z=4'])).values()]).toEqual(['k: 1\nz: 4\n']);
});
