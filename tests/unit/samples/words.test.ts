/** Sentences are filled whole, with words that mean nobody. */
import { sampleClasses } from '#samples/sample-classes.js';
import { contentText } from '#samples/sheet/content-text.js';
import { writeContent } from '#samples/write-content.js';

const texts = sampleClasses.flatMap((name) =>
  Array.from({ length: 60 }, (_, index) =>
    contentText(writeContent({ class: name, index, seed: 'words' }).content),
  ),
);

describe('what the samples say', () => {
  test('leaves no slot, separator or missing value in the text', () => {
    for (const text of texts) expect(text).not.toMatch(/[{}|~]|undefined|NaN/);
  });

  test('has mail and web addresses in the domains kept for examples only', () => {
    const found = texts.flatMap((text) => text.match(/(?:@|www\.)[\w.-]+/g) ?? []);
    expect(found.length).toBeGreaterThan(100);
    for (const address of found) expect(address).toMatch(/example\.(com|org|net)\.?$/);
  });

  test('has account numbers that no bank could have given', () => {
    const found = texts.flatMap((text) => text.match(/\b[A-Z]{2}\d\d [A-Z]{4} \d{4}/g) ?? []);
    expect(found.length).toBeGreaterThan(20);
    for (const account of found) expect(account).toMatch(/^(GB|FR)00 /);
  });

  test('marks every identity card as a specimen', () => {
    const marks =
      /SPECIMEN|SAMPLE|NOT VALID|NO VALUE|FOR TRAINING ONLY|SPÉCIMEN|EXEMPLE|SANS VALEUR|NON VALABLE|MODÈLE DE FORMATION/;
    for (let index = 0; index < 80; index++) {
      const { content } = writeContent({ class: 'identity-card', index, seed: 'words' });
      expect(contentText(content)).toMatch(marks);
    }
  });

  test('is never the same twice', () => {
    expect(new Set(texts).size).toBe(texts.length);
  });
});
