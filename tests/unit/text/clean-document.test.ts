/** Cleaning keeps what a reader would read, drops what only the scanner saw, and remembers where it stood. */
import { cleanDocument } from '#core/text/clean-document.js';
import { writtenDocument } from '../../support/written-documents.js';

const CLEANING = { mask_digits: true, min_confidence: 0.35, stem: false, drop_stop_words: false };
const clean = (lines: string[], confidence?: number) =>
  cleanDocument(writtenDocument(lines, confidence), CLEANING);

describe('clean-text', () => {
  test('masks the value of digits and keeps their shape', () => {
    expect(clean(['Total 1,234.56 on 12/31/1999']).document.text).toBe('Total 0,000.00 on 00/00/0000');
  });

  test('joins a word broken at the end of a line, with both boxes', () => {
    const { document, tokens } = clean(['the infor-', 'mation of today']);
    expect(document.text.split(/\s+/)).toEqual(['the', 'information', 'of', 'today']);
    expect(tokens[1]!.sources).toEqual([1, 2]);
  });

  test('keeps a hyphen that belongs to a name', () => {
    expect(clean(['from Smith-', 'Miller today']).document.text).toBe('from Smith-\nMiller today');
  });

  test('normalises ligatures and full-width forms, and drops invisible characters', () => {
    expect(clean(['ﬁnal Ｉｎｖｏｉｃｅ soft\u00adhyphen zero\u200bwidth']).document.text).toBe(
      'final Invoice softhyphen zerowidth',
    );
  });

  test('drops specks and rules, keeps currencies, check boxes and lines to fill in', () => {
    expect(clean(['| Name ______ ~ « $ ☐ •']).document.text).toBe('Name ______ $ ☐');
  });

  test('drops garbled words that the engine does not believe, keeps plain ones', () => {
    expect(clean(['xQz8 Invoice rtkl'], 0.1).document.text).toBe('Invoice');
    expect(clean(['xQz8 Invoice rtkl'], 0.9).document.text).toBe('xQz0 Invoice rtkl');
  });

  test('finds the language of prose, and admits where there is none', () => {
    expect(clean(['the letter of the bank was sent to you and is in the post']).document.language).toBe(
      'eng',
    );
    expect(clean(['le dossier de la banque est dans les mains du client pour vous']).document.language).toBe(
      'fra',
    );
    expect(clean(['der Brief an die Bank ist mit der Post nicht angekommen']).document.language).toBe('deu');
    expect(clean(['1200 4711 99']).document.language).toBe('und');
    expect(clean([]).document.language).toBe('und');
  });

  test('has one token for each word of its text', () => {
    const { document, tokens } = clean(['Ａ letter, with  gaps', '', 'and para-', 'graphs | of 12 words']);
    expect(tokens.map(({ text }) => text)).toEqual(document.text.split(/\s+/));
    expect(document.words).toBe(tokens.length);
  });

  test('stems and drops stop words where asked to', () => {
    const document = writtenDocument(['the payments of the invoices were received by the bank']);
    const { text } = cleanDocument(document, { ...CLEANING, stem: true, drop_stop_words: true }).document;
    expect(text).toBe('payment invoic receiv bank');
  });
});
