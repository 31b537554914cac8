/** What a program gives the learner wrongly is refused with a code, the place and the remedy; what to know is returned. */
import { learnTexts, openClassifier } from '#composition/text-classifier.js';
import { seededRandom } from '#core/learning/seeded-random.js';
import { testLong } from '../../support/long-tests.js';

const examples = ['invoice', 'letter'].flatMap((label) =>
  ['one', 'two', 'three'].map((word) => ({ label, text: `${label} ${word} of some words` })),
);

function silenced(...labels: string[]) {
  return examples.map((example) => (labels.includes(example.label) ? { ...example, text: ' \n' } : example));
}

test('files of a bundle that are no bytes are refused by name, with what to give', () => {
  for (const [bytes, what] of [
    [new ArrayBuffer(8), 'an object'],
    ['{}', 'a string'],
    [{ 0: 1 }, 'an object'],
  ] as const) {
    expect(() => openClassifier({ 'bundle.json': bytes } as never)).toThrow(
      expect.objectContaining({
        code: 'request/invalid',
        message: expect.stringContaining(`'bundle.json' of this bundle is ${what}, no Uint8Array`),
      }),
    );
  }
});

test('labels that differ in spaces and capitals together are refused, in capitals alone told', async () => {
  const labelled = (label: string) =>
    examples.map((one) => (one.label === 'letter' ? { ...one, label } : one));
  const both = [...labelled('Email'), ...labelled(' email ')];
  await expect(learnTexts(both)).rejects.toMatchObject({ code: 'dataset/labels-alike' });
  const { warnings } = await learnTexts([...labelled('Email'), ...labelled('email')]);
  expect(warnings.map(({ message }) => message).join()).toContain("'Email' and 'email'");
});

test.each([
  ['a filler of Hangul', 'bank let\u3164ter', 'bank letter', 'bank let\\u{3164}ter'],
  ['a filler of Hangul for a space', 'bank\u3164letter', 'bank letter', 'bank\\u{3164}letter'],
  ['an empty cell of Braille', 'letter\u2800', 'letter', 'letter\\u{2800}'],
  ['a variation selector', 'lett\ufe0fer', 'letter', 'lett\\u{fe0f}er'],
  ['a hyphen at which no line is broken', 'pay\u2011slip', 'pay-slip', 'pay\\u{2011}slip'],
])('labels that differ in %s look the same', async (_, odd, plain, written) => {
  const given = [odd, plain].flatMap((label) => examples.map(({ text }) => ({ label, text })));
  await expect(learnTexts(given)).rejects.toMatchObject({
    code: 'dataset/labels-alike',
    message: expect.stringContaining(`(written ${written})`),
  });
});

test.each<[string, unknown, unknown, string, string]>([
  ['no array', 'texts', {}, 'request/invalid', 'a string, no array'],
  ['nothing', undefined, {}, 'request/invalid', 'undefined, no array'],
  ['a bare text', ['text'], {}, 'request/invalid', 'Example 0 is a string'],
  ['no label', [...examples, { text: 'a' }], {}, 'request/invalid', 'label of example 6 is undefined'],
  ['an empty label', [{ label: '', text: 'a' }], {}, 'request/invalid', 'label of example 0 is empty'],
  ['a number for a text', [{ label: 'a', text: 7 }], {}, 'request/invalid', 'text of example 0 is a number'],
  ['no examples', [], {}, 'dataset/empty', 'no example to learn from'],
  ['one label alone', examples.slice(0, 3), {}, 'dataset/one-class', "Every example has the label 'invoice'"],
  [
    'texts without a word',
    examples.map(({ label }) => ({ label, text: '' })),
    {},
    'dataset/no-text',
    '6 texts',
  ],
  ['an unknown key', examples, { fold: 3 }, 'config/invalid', 'folds'],
  ['no learner', examples, { text: { learners: [] } }, 'config/invalid', 'name at least one of svm'],
  ['one twice', examples, { text: { learners: ['svm', 'svm'] } }, 'config/invalid', 'name each learner once'],
  [
    'half a character',
    [...examples, { label: 'a\ud800', text: 'b' }],
    {},
    'request/invalid',
    'label of example 6',
  ],
  ['words under one label alone', silenced('letter'), {}, 'dataset/one-class', "with 'letter' have none"],
  [
    'texts without a word, and what to do',
    silenced('letter', 'invoice'),
    {},
    'dataset/no-text',
    'Give examples',
  ],
  [
    'labels that differ in a space',
    [...examples, { label: ' letter', text: 'a b c' }],
    {},
    'dataset/labels-alike',
    "'letter' and ' letter'",
  ],
  [
    'labels that differ in how an accent is written',
    [...examples, { label: 'Caf\u00e9', text: 'a b c' }, { label: 'Cafe\u0301', text: 'd e f' }],
    {},
    'dataset/labels-alike',
    '(written Caf\\u{00e9})',
  ],
  [
    'labels that differ in what is not seen',
    [...examples, { label: 'let\u200bter', text: 'a b c' }],
    {},
    'dataset/labels-alike',
    '(written let\\u{200b}ter)',
  ],
  ['a weight of pages', examples, { picture: { weight: 2 } }, 'config/invalid', 'Leave picture out'],
  ['settings of pages', examples, { layout: { cost: 3 } }, 'config/invalid', 'Leave layout out'],
  ['a value out of range', examples, { decide: { max_error: 2 } }, 'config/invalid', 'decide.max_error'],
])('%s', async (_, given, params, code, message) => {
  await expect(learnTexts(given as never, params as never)).rejects.toMatchObject({
    name: 'DomainError',
    code,
    message: expect.stringContaining(message),
  });
});

test('pages that are switched off, and half a character in a text, are nothing to refuse', async () => {
  const off = { layout: { weight: 0 }, picture: { weight: 0 } };
  const classifier = await learnTexts(
    [...examples, { label: 'letter', text: 'broken \ud800 words' }],
    off as never,
  );
  expect(classifier.predict('letter \udc00 of words').labels).toHaveLength(2);
});

test('a label whose texts have no word is named', async () => {
  const { warnings } = await learnTexts([
    ...examples,
    { label: 'memo', text: '' },
    { label: 'memo', text: '-' },
  ]);
  expect(warnings).toContainEqual({
    code: 'dataset/class-without-text',
    message: expect.stringContaining("label 'memo'"),
  });
});

test('it stops while it cleans, prepares and learns, and tells how far it is', async () => {
  const notes: string[] = [];
  const told = { progress: (_done: number, _total: number, note: string) => notes.push(note) };
  await learnTexts(examples, {}, told);
  expect(notes).toEqual(
    expect.arrayContaining(['cleaning the texts', 'looking for duplicates', 'counting words']),
  );
  for (const stopAt of new Set(notes)) {
    const stopping = new AbortController();
    const heard: string[] = [];
    const host = {
      signal: stopping.signal,
      progress: (_done: number, _total: number, note: string) => {
        heard.push(note);
        if (note === stopAt) stopping.abort();
      },
    };
    await expect(learnTexts(examples, {}, host)).rejects.toMatchObject({ code: 'pipeline/interrupted' });
    expect(heard.at(-1)).toBe(stopAt);
  }
});

test('a bundle that is none, and a text that is none', async () => {
  expect(() => openClassifier(undefined as never)).toThrow(
    expect.objectContaining({ code: 'model/missing', name: 'DomainError' }),
  );
  const classifier = await learnTexts(examples);
  expect(() => classifier.predict(7 as never)).toThrow(expect.objectContaining({ code: 'request/invalid' }));
});

test('of a text without a word it speaks of the text; there is no scan to check', async () => {
  const { status, reason } = (await learnTexts(examples)).predict('');
  expect(status).toBe('rejected');
  expect(reason).toMatchObject({
    code: 'prediction/no-text',
    message: expect.stringMatching(/all of its text/),
  });
  expect(reason?.message).not.toMatch(/scan|picture|page/);
});

test('warnings come back: of the texts, and that after so few every answer goes to a person', async () => {
  const classifier = await learnTexts([...examples, { label: 'memo', text: 'just this one' }]);
  expect(classifier.warnings.map(({ code }) => code)).toEqual(
    expect.arrayContaining(['dataset/class-of-one', 'model/holds-back']),
  );
  expect(openClassifier(classifier.bundle).warnings.map(({ code }) => code)).toEqual(['model/holds-back']);
});

test('warnings speak of examples and labels as they were given, not of folders and files', async () => {
  const odd = [...examples, { label: 'Bon/Reçu', text: 'just this one' }, { label: 'letter', text: '' }];
  const { warnings } = await learnTexts([...odd, { label: 'letter', text: 'Invoice ONE of some words' }]);
  expect(warnings.map(({ message }) => message)).toEqual(
    expect.arrayContaining([
      expect.stringContaining('examples 7.'),
      expect.stringContaining("examples 0 ('invoice'), 8 ('letter')"),
      expect.stringContaining("Label 'Bon/Reçu' has one example"),
    ]),
  );
  expect(warnings.map(({ message }) => message).join()).not.toMatch(/data\/raw|params\.yaml|etl\.|%2F/);
});

test('labels that differ in capitals alone are two, and named', async () => {
  const { warnings } = await learnTexts([
    ...examples,
    ...['four', 'five'].map((word) => ({ label: 'Letter', text: `dear ${word} of other words` })),
  ]);
  expect(warnings).toContainEqual({
    code: 'dataset/labels-alike',
    message: expect.stringContaining("'letter' and 'Letter' differ in capitals alone"),
  });
});

/** Words by chance. */
const meaningless = (random: () => number): string =>
  Array.from({ length: 40 }, () =>
    Array.from({ length: 6 }, () => String.fromCharCode(97 + Math.floor(random() * 26))).join(''),
  ).join(' ');

testLong(
  'a model of labels that mean nothing is never taken for proven, whatever share of errors is allowed',
  async () => {
    for (const seed of [1, 2, 3, 4, 5, 6, 7, 8]) {
      const random = seededRandom(seed * 7919);
      const made = Array.from({ length: 20 }, (_, at) => ({
        ...{ label: at % 2 ? 'odd' : 'even', text: meaningless(random) },
      }));
      const { warnings } = await learnTexts(made, { decide: { max_error: 0.2 } });
      expect(warnings.filter(({ code }) => /^model\/(holds-back|unproven)$/.test(code))).toHaveLength(1);
    }
  },
);

test('three texts of a label are told apart rightly, and for the right reason', async () => {
  const spoken = {
    letter: [
      'Dear Mrs Miller, thank you for your kind letter',
      'Dear Mr Jones, we thank you',
      'Dear Anne, kind regards',
    ],
    invoice: [
      'Invoice 17, amount due 40 EUR',
      'Invoice 18 of May, total amount due',
      'Your invoice: amount 12, due now',
    ],
  };
  const made = Object.entries(spoken).flatMap(([label, texts]) => texts.map((text) => ({ label, text })));
  const classifier = await learnTexts(made);
  for (const { label, text } of made) {
    const { labels, explanation } = classifier.predict(text, 3);
    expect(labels[0]!.label).toBe(label);
    expect(explanation.some(({ weight }) => weight > 0)).toBe(true);
  }
});
