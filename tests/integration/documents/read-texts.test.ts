/** Plain text passes through, whatever it was written with. */
import { extract, openTools } from '../../support/document-reader.js';

const tools = await openTools();
afterAll(() => tools.close());

const LETTER = 'Sehr geehrte Frau Müller,\nwir danken für die Prüfung der Größe – 1.200 €.';
const utf16be = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16();

/** Windows-1252 has what Latin-1 has, and its own signs from 0x80 on. */
const windows1252 = (text: string): Buffer =>
  Buffer.from(text.replaceAll('€', '\x80').replaceAll('–', '\x96'), 'latin1');

test.each([
  ['UTF-8', Buffer.from(LETTER)],
  ['UTF-8 with a mark', Buffer.from(`\ufeff${LETTER}`)],
  ['UTF-16, little end first', Buffer.from(`\ufeff${LETTER}`, 'utf16le')],
  ['UTF-16, big end first', utf16be(`\ufeff${LETTER}`)],
  ['Windows-1252', windows1252(LETTER)],
  ['Windows line ends', Buffer.from(LETTER.replaceAll('\n', '\r\n'))],
  ['old Macintosh line ends', Buffer.from(LETTER.replaceAll('\n', '\r'))],
])('%s', async (_, bytes) => {
  const { pages, media_type, language, engine } = await extract(bytes, tools);
  expect(pages).toMatchObject([{ source: 'plain-text', text: LETTER, words: [], confidence: null }]);
  expect([media_type, language, engine.name]).toEqual(['text/plain', 'deu', 'plain-text']);
});

test('form feeds part pages; the last one closes its page', async () => {
  const { pages } = await extract(Buffer.from('one\f\n \ftwo\f'), tools);
  expect(pages.map(({ number, source, text }) => [number, source, text])).toEqual([
    [1, 'plain-text', 'one'],
    [2, 'blank', ''],
    [3, 'plain-text', 'two'],
  ]);
});

test.each([
  ...['BM is short for Ben Miller', 'MZ Nr. 4: Meeting', 'II. Second part'],
  ...[
    '<ben@example.org> wrote: put it into an <html> tag',
    '<p. 4> of the <svg> drawing',
    '<<< CUT HERE >>>',
  ],
])('a text that begins like a picture, a program or a web page is still a text: %s', async (text) => {
  expect((await extract(Buffer.from(text), tools)).pages[0]!.text).toBe(text);
});

test('a text cut within its last character keeps all others', async () => {
  const bytes = Buffer.from('It costs 5 €').subarray(0, -1);
  expect((await extract(bytes, tools)).pages[0]!.text).toContain('It costs 5');
});
