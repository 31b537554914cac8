/** A person who is asked to check an answer reads which limit it fell short of. */
import { tellDoubt } from '#core/learning/tell-doubt.js';
import { WRITTEN_DECISION } from '../../support/written-decision.js';

const CALIBRATION = {
  ...{ form: 'scales', accuracy: 0.8, error_before: 0.1, error_after: 0.05, log_losses: {} },
  ...{ log_loss: 0.4, log_loss_by_shares: 0.69 },
};

const doubt = (
  confidence: number,
  margin: number,
  leastConfidence: number,
  leastMargin: number,
  words = 50,
  held = {},
  lead = { intercept: 1, evidence: 2, shape: 0 },
  language = 'eng',
): string =>
  tellDoubt(
    { label: 1, confidence, margin },
    lead,
    { words, language },
    {
      decision: { ...WRITTEN_DECISION, confidence: [0, leastConfidence], margin: [0, leastMargin], ...held },
      calibration: CALIBRATION,
    },
    'letter',
    'form',
  ).message;

test.each([
  [0.831, 0.7, 0.912, 0, "'letter' stands from a confidence of 91.2 % on; this has 83.1 %."],
  [0.97923, 0.9, 0.97934, 0, "'letter' stands from a confidence of 97.93 % on; this has 97.92 %."],
  [0.99999, 0.9, 0.999995, 0, "'letter' stands from a confidence of 99.9995 % on; this has 99.9990 %."],
  [0.6, 0.21, 0.5, 0.3, "'letter' stands with a lead over 'form' from 30.0 % on; this has 21.0 %."],
])('%f with a lead of %f, where %f and %f are asked for', (confidence, margin, least, leastMargin, told) => {
  expect(doubt(confidence, margin, least, leastMargin)).toBe(told);
});

test('a class that is never answered without a person says so, and what mends it', () => {
  expect(doubt(0.99, 0.98, 1.01, 0)).toContain("Every 'letter' goes to a person");
});

test.each([
  [0, 'no word'],
  [1, 'only 1 word '],
  [11, 'only 11 words'],
])('%d words are too few, however sure the answer', (words, told) => {
  expect(doubt(0.999, 0.99, 0.5, 0, words)).toContain(`It has ${told}`);
  expect(doubt(0.999, 0.99, 0.5, 0, words)).toContain('stands from 12 on');
});

test.each([
  [{ sure: 0, sure_wrong: 0 }, 'none was sure to 95.0 % and more'],
  [{ sure: 13, sure_wrong: 0 }, 'only 13 were sure to 95.0 % and more'],
  [{ sure: 14, sure_wrong: 1 }, 'of its 14 answers'],
])('a model that holds back says what evidence it lacks: %p', (evidence, told) => {
  const message = doubt(0.99, 0.98, 1.01, 0, 50, { holds_back: true, ...evidence });
  expect(message).toMatch(/^Every answer of this model goes to a person/);
  expect(message).toContain(told);
});

test('a document that adds nothing to what is assumed beforehand says so', () => {
  const lead = { intercept: 4.5, evidence: -0.5, shape: -1 };
  expect(doubt(0.99, 0.98, 0.9, 0, 50, {}, lead)).toBe(
    "All in all the document does not speak for 'letter' over 'form': of its lead of 4.00 the model assumes 4.50 of any document.",
  );
});

test('a document for which only the shape of its text speaks says so', () => {
  expect(doubt(0.99, 0.98, 0.9, 0, 50, {}, { intercept: 3, evidence: 1, shape: 2.5 })).toBe(
    "Nothing but the shape of its text speaks for 'letter' over 'form': of its lead of 4.00 that gives 2.50, and the model assumes 3.00 of any document.",
  );
});

test('a document in a language that the model hardly learned from names it', () => {
  expect(doubt(0.99, 0.98, 0.9, 0, 50, {}, undefined, 'deu')).toBe(
    'It is written in German, in which hardly any document is that the model learned from.',
  );
});
