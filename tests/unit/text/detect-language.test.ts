/** A page's language: by its sentences, by what forms print, and not at all where nothing tells it. */
import { detectLanguage } from '#core/text/detect-language.js';

const repeated = (text: string): string => Array.from({ length: 10 }, () => text).join(' ');

test.each([
  ['eng', 'Please find attached our invoice.'],
  ['eng', 'Where is the library?'],
  ['eng', 'Meeting notes for Tuesday: the budget'],
  ['fra', 'Ceci est une phrase en français.'],
  ['fra', "L'élève a réussi son examen de français avec succès."],
  ['fra', 'Facture n° 12. Montant à régler : cent euros. Société Générale.'],
  ['deu', 'Das Mädchen isst Äpfel im Garten.'],
  ['deu', 'Wo ist die Bibliothek?'],
  ['deu', 'Rechnung Nr. 12. Betrag: hundert Euro. Zahlbar bis Freitag.'],
])('%s: %s', (language, text) => {
  expect(detectLanguage(text).language).toBe(language);
  expect(detectLanguage(repeated(text)).language).toBe(language);
});

test('words that French shares with Spanish and Italian are parted by how the others are written', () => {
  const { language, confidence } = detectLanguage(repeated('Le café était fermé à Noël.'));
  expect(language).toBe('fra');
  expect(confidence).toBeLessThan(0.5);
});

test('letters and accents in two signs, as files of a Macintosh have them, are the same text', () => {
  const text = 'La société a été payée à réception, après échéance';
  expect(detectLanguage(text.normalize('NFD'))).toEqual(detectLanguage(text));
  expect(detectLanguage(text.normalize('NFD')).language).toBe('fra');
});

test.each([
  ['numbers', '1200 4711 99'],
  ['a name', 'Maria de la Cruz'],
  ['what OCR makes of a drawing', 'moe a ue werner be ao om mmnetonsen nent od al d bay gig lea'],
  ['one telling word in a line of names', 'Franz Huber, Josef Maier und Anton Berger, Rosenheim, Traunstein'],
])('%s tell no language', (_, text) => {
  expect(detectLanguage(text)).toEqual({ language: 'und', confidence: 0 });
});

test('another script is left to its statistics', () => {
  expect(
    detectLanguage('Все счастливые семьи похожи друг на друга, каждая несчастливая семья').language,
  ).toBe('rus');
});
