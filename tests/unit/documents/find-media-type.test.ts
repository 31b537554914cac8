/** What a file is, where its bytes could be read two ways: PDF files with something before them, texts about PDF. */
import { findMediaType } from '../../../libs/core/documents/find-media-type.js';
import { pdfOf, zipOf } from '../../support/hostile-files.js';

const kindOf = async (bytes: Buffer): Promise<string> => (await findMediaType(bytes)).kind;
const pdf = () => pdfOf(['<< /Type /Catalog /Pages 2 0 R >>', '<< /Type /Pages /Count 0 /Kids [] >>']);
const behind = (before: string, file = pdf()) => kindOf(Buffer.concat([Buffer.from(before, 'latin1'), file]));
const binary = () => Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n\x01\x02\x03\x04\x00\x05', 'latin1');

test('a PDF stays one behind white space, a byte order mark, headers of mail and of a printer', async () => {
  expect(await behind('')).toBe('pdf');
  expect(await behind('\r\n \n')).toBe('pdf');
  expect(await behind('\xef\xbb\xbf')).toBe('pdf');
  expect(await behind('Content-Type: application/pdf\r\nContent-Length: 999\r\n\r\n')).toBe('pdf');
  expect(await behind('\x1b%-12345X@PJL ENTER LANGUAGE=PDF\n')).toBe('pdf');
  expect(await behind('X-Spool: 1\n', binary())).toBe('pdf');
});

test('a text that speaks of PDF is a text', async () => {
  const text = (words: string) => kindOf(Buffer.from(words));
  expect(await text('Send us %PDF-1.7 or better.\nThank you.\n')).toBe('text');
  expect(await text('A PDF begins with\n%PDF-1.7\nand ends with %%EOF; 1 0 obj is its first object.\n')).toBe(
    'text',
  );
  expect(await text(`Letter\n%PDF-1.7 ${'% '.repeat(1900)}`)).toBe('text');
});

test('a text that begins with a tag is one where its name says so, and a web page elsewhere', async () => {
  const mail = Buffer.from('<html>\n<head><title>Status</title></head>\n<b>From: </b>Mize<br>\n');
  for (const name of ['mail.txt', 'invoice/a.b/MAIL.TXT', 'note.text']) {
    expect(await findMediaType(mail, name)).toEqual({ kind: 'text', media_type: 'text/plain' });
  }
  for (const name of ['', 'page.html', 'txt', 'drawing.svg']) {
    await expect(findMediaType(mail, name)).rejects.toMatchObject({
      code: 'document/unsupported-type',
      message: expect.stringContaining('name it .txt'),
    });
  }
  expect((await findMediaType(pdf(), 'mail.txt')).kind).toBe('pdf');
});

test('an archive that holds a PDF as it is remains an archive', async () => {
  await expect(findMediaType(zipOf('a.pdf', pdf().toString('latin1')))).rejects.toMatchObject({
    code: 'document/unsupported-type',
    message: expect.stringContaining('unpack it'),
  });
});
