/** An answer stands only with words enough to be judged by, however sure the model is. */
import { answerStatus, leastWords } from '#core/learning/answer-status.js';
import { evidenceAsked, isSpokenFor, leadOf } from '#core/learning/evidence.js';
import type { LinearModel } from '#core/learning/linear-model.js';
import { predictDocument } from '#core/learning/predict-document.js';
import { trainModel } from '#core/learning/train-model.js';
import { NO_PROVENANCE, TRAIN_PARAMS, writtenDataset } from '../../support/written-dataset.js';
import { WRITTEN_DECISION } from '../../support/written-decision.js';
import { cleanText } from '../../support/written-documents.js';

const ENGLISH = { words: 50, language: 'eng' };

test.each([
  ['sure, and of many words', 0.95, 50, 0, 'classified'],
  ['just words enough', 0.95, 12, 0, 'classified'],
  ['sure of a few words', 0.999, 11, 0, 'review'],
  ['unsure', 0.8, 50, 0, 'review'],
  ['without a word', 0.999, 0, 0, 'rejected'],
  ['unfamiliar', 0.999, 50, -6, 'rejected'],
  ['unfamiliar and of a few words', 0.999, 3, -6, 'rejected'],
])('%s', (_, confidence, words, familiarity, status) => {
  const lead = { intercept: 1, evidence: 2, shape: 0 };
  expect(
    answerStatus(
      { label: 0, confidence, margin: 0.9 },
      lead,
      { words, language: 'eng' },
      familiarity,
      WRITTEN_DECISION,
    ),
  ).toBe(status);
});

test.each([
  ['the document adds most of the lead', 1, 2, 0, 'classified'],
  ['it adds all of it, and makes up for more', -3, 6, 0, 'classified'],
  ['it adds a tenth of what is assumed, and no more', 4, 0.4, 0, 'review'],
  ['it speaks against its class', 5, -1, -2, 'review'],
  ['the shape of its text speaks for it as well as its words', 1, 2, 1.9, 'classified'],
  ['its words speak for it against the shape of its text', 1, 2, -1, 'classified'],
  ['the shape of its text alone speaks for it', 1, 2, 2, 'review'],
  ['the shape of its text speaks for it, its words against it', 1, 2, 2.5, 'review'],
])('%s', (_, intercept, evidence, shape, status) => {
  const answer = { label: 0, confidence: 0.97, margin: 0.95 };
  const lead = { intercept, evidence, shape };
  expect(answerStatus(answer, lead, ENGLISH, 0, WRITTEN_DECISION)).toBe(status);
  // A model of before asked for no evidence.
  expect(
    answerStatus(answer, lead, ENGLISH, 0, { ...WRITTEN_DECISION, evidence: null, beyond_shape: null }),
  ).toBe('classified');
});

test('where there are few classes the words must add a fifth of what is assumed and of what the shape adds', () => {
  const asked = evidenceAsked(3, true, null);
  expect(isSpokenFor({ intercept: 2, evidence: 4, shape: 3.2 }, asked)).toBe(false);
  expect(isSpokenFor({ intercept: 1, evidence: 4, shape: 3 }, asked)).toBe(true);
  expect(isSpokenFor({ intercept: -3, evidence: 4.1, shape: 2.9 }, asked)).toBe(true);
  expect(isSpokenFor({ intercept: 2, evidence: 4, shape: 3.2 }, evidenceAsked(4, true, null))).toBe(true);
  // With nothing but the shape to learn from, it is what speaks.
  expect(isSpokenFor({ intercept: 2, evidence: 4, shape: 4 }, evidenceAsked(2, false, null))).toBe(true);
});

test.each([
  ['eng', 'classified'],
  ['fra', 'classified'],
  ['und', 'classified'],
  ['deu', 'review'],
])('a sure answer to a document in %s, learned from English and French ones: %s', (language, status) => {
  const answer = { label: 0, confidence: 0.97, margin: 0.95 };
  const lead = { intercept: 1, evidence: 2, shape: 0 };
  expect(answerStatus(answer, lead, { words: 50, language }, 0, WRITTEN_DECISION)).toBe(status);
});

test('a language of single pages among many is one that they were mistaken for', () => {
  const languages = (...counts: [string, number][]) =>
    counts.flatMap(([language, count]) => Array.from({ length: count }, () => language));
  const known = (classes: number, ...counts: [string, number][]) =>
    evidenceAsked(classes, true, languages(...counts)).languages;
  expect(known(2, ['eng', 150], ['und', 7], ['deu', 3])).toEqual(['eng', 'und']);
  expect(known(2, ['eng', 146], ['deu', 4])).toEqual(['deu', 'eng']);
  expect(known(3, ['fra', 9], ['eng', 1])).toEqual(['eng', 'fra']);
  expect(known(4, ['eng', 150], ['deu', 1])).toBeNull();
});

test('the lead over the next class is parted into what is assumed and what the document adds', () => {
  const { intercept, evidence, shape } = leadOf(
    Float64Array.of(2, 5, 4),
    Float64Array.of(-1, 3, 0.5),
    Float64Array.of(0, 1, 4),
  );
  expect(intercept).toBe(2.5);
  expect(evidence).toBe(-1.5);
  expect(shape).toBe(-3);
});

test.each([
  ['pages', [3, 80, 120, 200, 400], 12],
  ['short texts', [4, 5, 6, 7, 30], 3],
  ['single words', [1, 1, 1], 0],
  ['pictures', [0, 0, 0], 0],
  ['nothing', [], 0],
])('half of the words in the middle is enough: %s', (_, words, least) => {
  expect(leastWords(12, Int32Array.from(words))).toBe(least);
});

test('a sure answer goes to a person where the model asks for more words, and says so', async () => {
  const model = await trainModel(writtenDataset(20), TRAIN_PARAMS, NO_PROVENANCE);
  const { decision } = model.description;
  expect(decision.sure_words).toBe(12);
  const letter = cleanText(
    'Dear Mrs Miller thank you very much for your kind letter garden river\nWith best wishes\nYours sincerely summer paper',
  );
  const asked = (words: number): LinearModel => ({
    ...model,
    description: { ...model.description, decision: { ...decision, sure_words: words } },
  });
  const predict = (words: number) => predictDocument(asked(words), letter, { explain_terms: 0 });
  expect(predict(letter.words)).toMatchObject({ status: 'classified', label: 'letter' });
  expect(predict(letter.words + 1)).toMatchObject({
    status: 'review',
    label: 'letter',
    reason: { code: 'prediction/few-words', message: expect.stringContaining(`only ${letter.words} words`) },
  });
});
