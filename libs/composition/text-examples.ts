/** What a program gave the learner, refused with the place and the remedy where it is of a wrong kind. */
import type { z } from 'zod';
import { type TrainParams, TrainParamsSchema } from '#config/params/train.params.js';
import { schemaProblems } from '#config/schema-problems.js';
import type { Dataset, DatasetWarning } from '#contracts/dataset.schema.js';
import { DomainError } from '#contracts/domain-error.js';
import { visible } from '#contracts/visible-text.js';
import { alikeButForCapitals, alikeToTheEye, namedApart } from '#core/learning/alike-labels.js';

/** What `train:` of params.yaml may say, but for what is learned from pages. */
export type LearnParams = Omit<z.input<typeof TrainParamsSchema>, 'layout' | 'picture'>;

const shapeFor = (caller: string): string =>
  `Give ${caller} an array like [{ label: 'letter', text: 'Dear Mrs Miller' }, …].`;
/** Half of a character that takes two: no text of any writing has one by itself. */
const LONE_HALF = /\p{Surrogate}/u;

/** @throws DomainError 'request/invalid', 'dataset/empty', 'dataset/one-class', 'dataset/labels-alike' */
export function checkExamples(examples: unknown, caller: string): void {
  checkLabelledTexts(examples, caller);
  const labels = new Set(examples.map(({ label }) => label));
  refuseAlike([...labels], caller);
  if (labels.size > 1) return;
  const [label] = labels;
  if (label === undefined) {
    throw new DomainError('dataset/empty', `There is no example to learn from. ${shapeFor(caller)}`);
  }
  throw new DomainError(
    'dataset/one-class',
    `Every example has the label '${label}'; a classifier needs two or more to choose from. Add examples with another label.`,
    { label },
  );
}

/** @param labels of the examples, and of what they are held against @throws DomainError 'dataset/labels-alike' */
export function refuseAlike(labels: readonly string[], caller: string): void {
  const same = alikeToTheEye(labels);
  if (!same) return;
  throw new DomainError(
    'dataset/labels-alike',
    `${caller}: two labels look the same, ${namedApart(same)}, and would be two classes. Give these examples one label.`,
    { labels: same },
  );
}

/** @throws DomainError 'request/invalid' */
export function checkLabelledTexts(
  examples: unknown,
  caller: string,
): asserts examples is readonly { label: string; text: string }[] {
  const SHAPE = shapeFor(caller);
  if (!Array.isArray(examples)) {
    throw new DomainError('request/invalid', `The examples are ${kindOf(examples)}, no array. ${SHAPE}`);
  }
  examples.forEach((example: unknown, at) => {
    if (typeof example !== 'object' || example === null) {
      throw new DomainError('request/invalid', `Example ${at} is ${kindOf(example)}. ${SHAPE}`, {
        example: at,
      });
    }
    const { label, text } = example as Record<string, unknown>;
    if (typeof label !== 'string' || label === '') {
      throw new DomainError(
        'request/invalid',
        `The label of example ${at} is ${label === '' ? 'empty' : kindOf(label)}. ${SHAPE}`,
        { example: at },
      );
    }
    if (LONE_HALF.test(label)) {
      throw new DomainError(
        'request/invalid',
        `The label of example ${at}, '${visible(label)}', holds half of a character (a lone surrogate), which cannot be written down. Mend it, with label.toWellFormed() for one.`,
        { example: at },
      );
    }
    if (typeof text !== 'string') {
      throw new DomainError('request/invalid', `The text of example ${at} is ${kindOf(text)}. ${SHAPE}`, {
        example: at,
      });
    }
  });
}

/** @throws DomainError 'dataset/no-text' where no example has a word in it, 'dataset/one-class' where those of one label alone have */
export function checkWords(
  documents: readonly { words: number }[],
  examples: readonly { label: string }[],
): void {
  const told = new Set(examples.filter((_, at) => documents[at]!.words > 0).map(({ label }) => label));
  const [label] = told;
  if (label === undefined) {
    throw new DomainError(
      'dataset/no-text',
      `None of the ${documents.length} texts has a word in it, so there is nothing to learn from. Give examples whose \`text\` has words: of a scan, what a reader of pages found on it.`,
    );
  }
  if (told.size > 1) return;
  const silent = [...new Set(examples.map((example) => example.label))].filter((other) => other !== label);
  throw new DomainError(
    'dataset/one-class',
    `Only examples with the label '${label}' have a word in them; those with ${silent.map((other) => `'${other}'`).join(', ')} have none. A classifier needs two classes or more to choose from: add texts with words for another label.`,
    { label },
  );
}

/** What a workspace would be told of its scans and folders, said of examples, by their number. */
export function tellExamples(
  { documents, labels, conflicts, warnings }: Dataset,
  examples: readonly { label: string }[],
): DatasetWarning[] {
  const numberOf = ({ path }: { path: string }): number => Number(path.slice(path.lastIndexOf('/') + 1));
  const named = (number: number): string => `${number} ('${examples[number]!.label}')`;
  const silent = documents.filter(({ words }) => words === 0).map(numberOf);
  const speaking = new Set(documents.flatMap(({ words, label }) => (words > 0 ? [label] : [])));
  const mute = labels.filter((_, label) => !speaking.has(label));
  const known = new Map<string, number>();
  for (const { label } of examples) known.set(label, (known.get(label) ?? 0) + 1);
  const own = {
    'dataset/no-text': [
      `Without a word, so that nothing is learned from them: examples ${silent.sort((left, right) => left - right).join(', ')}. Give them texts with words, or leave them out.`,
    ],
    'dataset/class-without-text': mute.map(
      (label) =>
        `No example with the label '${label}' has a word in it, so that no text will ever be taken for one. Add texts with words, or leave the label out.`,
    ),
    'dataset/conflicting-duplicates': conflicts.map(
      (members) =>
        `Nearly the same text under different labels: examples ${members
          .map((at) => numberOf(documents[at]!))
          .sort((left, right) => left - right)
          .map(named)
          .join(', ')}. Keep one, or correct the label.`,
    ),
    'dataset/labels-alike': [],
    'dataset/class-of-one': [...known].flatMap(([label, count]) =>
      count === 1 ? `Label '${label}' has one example; nothing tells how well it is learned. Add more.` : [],
    ),
  };
  const codes = [...new Set(warnings.map(({ code }) => code))];
  const alike = alikeButForCapitals([...known.keys()]).map(([first, second]) => ({
    code: 'dataset/labels-alike',
    message: `The labels '${first}' and '${second}' differ in capitals alone, and are learned as two. If they are one, give their examples one label.`,
  }));
  return [
    ...alike,
    ...codes.flatMap((code) =>
      Object.hasOwn(own, code)
        ? own[code as keyof typeof own].map((message) => ({ code, message }))
        : warnings.filter((warning) => warning.code === code),
    ),
  ];
}

/** @throws DomainError 'config/invalid' */
export function checkTrainParams(params: LearnParams, caller: string): TrainParams {
  const parsed = TrainParamsSchema.safeParse(params);
  const place = `The second argument of ${caller}`;
  if (!parsed.success) {
    const known = Object.keys(TrainParamsSchema.shape);
    const problems = schemaProblems(parsed.error, 'config/invalid', (at) => (at.length === 0 ? known : []));
    const told = problems.map(({ key, message }) => `${(key ?? []).join('.') || 'the params'} ${message}`);
    throw new DomainError('config/invalid', `${place}: ${told.join(' ')}`, { problems });
  }
  for (const block of ['layout', 'picture'] as const) {
    if (!(block in params) || parsed.data[block].weight === 0) continue;
    throw new DomainError(
      'config/invalid',
      `${place}: ${block} is learned from scanned pages, and texts have none. Leave ${block} out (or set ${block}.weight to 0); to learn from scans, make a workspace of them: docket init, docket repro.`,
      { key: block },
    );
  }
  return parsed.data;
}

export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
