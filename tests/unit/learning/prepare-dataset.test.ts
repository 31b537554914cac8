/** Labels, split and warnings come out right for the collections that people really have. */
import { PreprocessParamsSchema } from '#config/params/preprocess.params.js';
import { type LabelledDocument, prepareDataset } from '#core/learning/prepare-dataset.js';
import { readSplitFile } from '#core/learning/read-split-file.js';
import { decodeTrainingData, encodeTrainingData } from '#core/learning/training-data.js';
import { writtenDataset, writtenLabelled } from '../../support/written-dataset.js';

const PARAMS = PreprocessParamsSchema.parse({ duplicate_overlap: 0.95 });
const document = (path: string, text: string): LabelledDocument => ({
  path,
  text,
  language: 'und',
  words: text.split(' ').length,
  pages: 1,
  source: 'ocr',
});
const codes = (documents: LabelledDocument[]): string[] =>
  prepareDataset(documents, PARAMS).dataset.warnings.map(({ code }) => code);

describe('prepareDataset', () => {
  test('takes the first folder as the class, in any language', () => {
    const { dataset } = prepareDataset(
      [
        document('Rechnungen/2024/müller, a.pdf', 'eins zwei'),
        document('請求書/b.png', 'drei'),
        document('Ω/c', 'vier'),
      ],
      PARAMS,
    );
    expect(dataset.labels).toEqual(['Rechnungen', 'Ω', '請求書']);
    expect(dataset.documents.map(({ path }) => path)).toEqual([
      'Rechnungen/2024/müller, a.pdf',
      'Ω/c',
      '請求書/b.png',
    ]);
  });

  test('keeps a fifth of every class back, the same documents each time', () => {
    const { dataset } = writtenDataset(20);
    for (const label of dataset.labels.keys()) {
      const own = dataset.documents.filter((one) => one.label === label);
      expect(own.filter(({ part }) => part === 'test')).toHaveLength(4);
    }
    expect(writtenDataset(20).dataset).toEqual(dataset);
  });

  test('never parts near-duplicates', () => {
    const copies = writtenLabelled(20).flatMap((one) => [
      one,
      { ...one, path: one.path.replace('.png', '-again.png') },
    ]);
    const { dataset } = prepareDataset(copies, PARAMS);
    for (const { group, part } of dataset.documents) expect(dataset.documents[group]!.part).toBe(part);
    expect(new Set(dataset.documents.map(({ group }) => group)).size).toBe(60);
    expect(dataset.documents.some(({ part }) => part === 'test')).toBe(true);
  });

  test('reports the same document under two classes by name', () => {
    const text = Array.from({ length: 30 }, (_, at) => `word${at}`).join(' ');
    const { dataset } = prepareDataset(
      [document('a/one', text), document('b/two', text), document('b/three', 'x y')],
      PARAMS,
    );
    expect(dataset.conflicts).toEqual([[0, 2]]);
    expect(dataset.warnings[0]!.message).toContain('a/one, b/two');
  });

  test('equal texts of one word are one document, on one side, and told where their classes differ', () => {
    const copies = Array.from({ length: 10 }, (_, at) => document(`memo/${at}`, 'Noted.'));
    const { dataset } = prepareDataset(
      [...copies, document('bill/x', 'noted.'), document('bill/y', 'Paid')],
      PARAMS,
    );
    const groups = new Map(dataset.documents.map(({ path, group }) => [path, group]));
    expect(new Set(groups.values()).size).toBe(2);
    expect(
      new Set(dataset.documents.filter(({ group }) => group === groups.get('memo/0')).map(({ part }) => part))
        .size,
    ).toBe(1);
    expect(dataset.warnings[0]).toMatchObject({ code: 'dataset/conflicting-duplicates' });
    expect(dataset.warnings[0]!.message).toContain('bill/x, memo/0, memo/1');
  });

  test('pages of which one word was read are one only with the same picture', () => {
    const scan = (path: string, picture: string, text = 'Memo') => ({ ...document(path, text), picture });
    const { dataset } = prepareDataset(
      [
        ...[scan('a/1', 'grey'), scan('a/2', 'grey'), scan('a/3', 'dark'), scan('b/1', 'light')],
        ...[scan('b/2', 'blank', ''), scan('b/3', 'blank', ''), document('b/4', ''), document('b/5', '')],
      ],
      PARAMS,
    );
    expect(dataset.documents.map(({ group }) => group)).toEqual([0, 0, 2, 3, 4, 4, 6, 7]);
    expect(dataset.conflicts).toEqual([]);
  });

  test('learns from a class of one document and says that it cannot be tested', () => {
    const documents = [...writtenLabelled(10), document('rare/only.png', 'a single page')];
    expect(codes(documents)).toContain('dataset/class-of-one');
    const { dataset } = prepareDataset(documents, PARAMS);
    expect(dataset.documents.find(({ path }) => path === 'rare/only.png')!.part).toBe('train');
  });

  test('says which documents have no word, and refuses where none has any', () => {
    const blank = { ...document('recipe/blank.png', ''), words: 0 };
    const { dataset } = prepareDataset([...writtenLabelled(3), blank], PARAMS);
    expect(dataset.warnings).toMatchObject([
      { code: 'dataset/no-text', message: expect.stringContaining("'recipe/blank.png'") },
    ]);
    const other = { ...blank, path: 'letter/blank.png' };
    expect(() => prepareDataset([blank, other], PARAMS)).toThrow(
      expect.objectContaining({ code: 'dataset/no-text', message: expect.stringContaining('etl.languages') }),
    );
  });

  test('leaves out what lies outside of class folders, and says so', () => {
    expect(codes([...writtenLabelled(3), document('stray.png', 'no class')])).toContain('dataset/no-class');
  });

  test('refuses no documents and one class, naming the remedy', () => {
    expect(() => prepareDataset([], PARAMS)).toThrow(expect.objectContaining({ code: 'dataset/empty' }));
    expect(() => prepareDataset([document('a/x', 'y')], PARAMS)).toThrow(
      expect.objectContaining({ code: 'dataset/one-class', message: expect.stringContaining("'a'") }),
    );
  });

  test('follows a given split, and says which documents it does not name', () => {
    const split = readSplitFile('path,split\n"letter/letter-0.png",test\nrecipe/recipe-1.png,val\n');
    const { dataset } = prepareDataset(writtenLabelled(3), { ...PARAMS, split });
    expect(dataset.documents.filter(({ part }) => part === 'test').map(({ path }) => path)).toEqual([
      'letter/letter-0.png',
      'recipe/recipe-1.png',
    ]);
    expect(dataset.warnings.map(({ code }) => code)).toContain('dataset/not-in-split');
  });

  test('names rows of the split file that no document belongs to, with their lines and what was meant', () => {
    const rows = ['letter/leter-0.png', 'data/raw/letter/letter-1.png', 'recipe/recipe-0.png', 'gone/x.png'];
    const split = readSplitFile(`path,split\n${rows.map((path) => `${path},test\n`).join('')}`);
    const { dataset } = prepareDataset(writtenLabelled(3), { ...PARAMS, split });
    const told = dataset.warnings.find(({ code }) => code === 'dataset/split-without-document');
    expect(told?.message).toBe(
      "3 rows of the split file name no document that was read from data/raw: line 2 'letter/leter-0.png' (did you mean 'letter/letter-0.png'?); line 3 'data/raw/letter/letter-1.png' (paths begin below data/raw: 'letter/letter-1.png'); line 5 'gone/x.png'.",
    );
    const all = writtenLabelled(3).map(({ path }) => `${path},train\n`);
    const complete = readSplitFile(`path,split\n${all.join('')}`);
    expect(prepareDataset(writtenLabelled(3), { ...PARAMS, split: complete }).dataset.warnings).toEqual([]);
  });

  test.each(['file,part\na,b', 'path,split\na/x.png,maybe'])('refuses the split file %j', (text) => {
    expect(() => readSplitFile(text)).toThrow(expect.objectContaining({ code: 'dataset/invalid-split' }));
  });

  test('survives the way to disk and back', () => {
    const data = writtenDataset(5);
    const { dataset, texts, vocabularies } = decodeTrainingData(encodeTrainingData(data));
    expect(dataset).toEqual(data.dataset);
    expect(texts).toEqual(data.texts);
    expect(vocabularies.word!.keysA).toEqual(data.vocabularies.word!.keysA);
  });

  test('a damaged dataset is named as such', () => {
    const bundle = encodeTrainingData(writtenDataset(3));
    const cut = { ...bundle, 'dataset.json': bundle['dataset.json']!.slice(0, 50) };
    expect(() => decodeTrainingData(cut)).toThrow(expect.objectContaining({ code: 'dataset/damaged' }));
  });

  test.each([
    ['letter', 'letter '],
    ['letter', ' letter'],
    ['tax letter', 'tax\u00a0 letter'],
    ['Caf\u00e9', 'Cafe\u0301'],
    ['letter', 'let\u00adter'],
  ])('refuses the folders %j and %j, which look the same, by both names', (first, second) => {
    const documents = [first, second].flatMap((label) =>
      writtenLabelled(3).map((one) => ({ ...one, path: one.path.replace(/^letter/, label) })),
    );
    expect(() => prepareDataset(documents, PARAMS)).toThrow(
      expect.objectContaining({ code: 'dataset/labels-alike', details: { labels: [first, second].sort() } }),
    );
  });

  test('folders that differ in capitals alone are two classes, and named', () => {
    const documents = writtenLabelled(3).map((one) => ({
      ...one,
      path: one.path.replace(/^recipe/, 'Letter'),
    }));
    const { dataset } = prepareDataset(documents, PARAMS);
    expect(dataset.labels).toEqual(['Letter', 'invoice', 'letter']);
    expect(dataset.warnings).toContainEqual({
      code: 'dataset/labels-alike',
      message: expect.stringContaining("'Letter' and 'letter' differ in capitals alone"),
    });
  });
});
