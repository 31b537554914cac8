/** What a program gave the learner, refused with the place and the remedy where it is of a wrong kind. */
import type { z } from 'zod';
import { type TrainParams, TrainParamsSchema } from '#config/params/train.params.js';
import { schemaProblems } from '#config/schema-problems.js';
import type { Dataset, DatasetWarning } from '#contracts/dataset.schema.js';
import { DomainError } from '#contracts/domain-error.js';

const SHAPE = "Give learnTexts an array like [{ label: 'letter', text: 'Dear Mrs Miller' }, …].";

/** @throws DomainError 'request/invalid', 'dataset/empty', 'dataset/one-class' */
export function checkExamples(examples: unknown): void {
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
    if (typeof text !== 'string') {
      throw new DomainError('request/invalid', `The text of example ${at} is ${kindOf(text)}. ${SHAPE}`, {
        example: at,
      });
    }
  });
  const labels = new Set((examples as readonly { label: string }[]).map(({ label }) => label));
  if (labels.size > 1) return;
  const [label] = labels;
  if (label === undefined) {
    throw new DomainError('dataset/empty', `There is no example to learn from. ${SHAPE}`);
  }
  throw new DomainError(
    'dataset/one-class',
    `Every example has the label '${label}'; a classifier needs two or more to choose from. Add examples with another label.`,
    { label },
  );
}

/** @throws DomainError 'dataset/no-text' where no example has a word in it */
export function checkWords(documents: readonly { words: number }[]): void {
  if (documents.some(({ words }) => words > 0)) return;
  throw new DomainError(
    'dataset/no-text',
    `None of the ${documents.length} texts has a word in it, so there is nothing to learn from.`,
  );
}

/** What a workspace would be told of its scans and folders, said of examples, by their number. */
export function tellExamples(
  { documents, conflicts, warnings }: Dataset,
  examples: readonly { label: string }[],
): DatasetWarning[] {
  const numberOf = ({ path }: { path: string }): number => Number(path.slice(path.lastIndexOf('/') + 1));
  const named = (number: number): string => `${number} ('${examples[number]!.label}')`;
  const silent = documents.filter(({ words }) => words === 0).map(numberOf);
  const known = new Map<string, number>();
  for (const { label } of examples) known.set(label, (known.get(label) ?? 0) + 1);
  const own = {
    'dataset/no-text': [
      `Without a word, so that nothing is learned of their labels: examples ${silent.sort((left, right) => left - right).join(', ')}.`,
    ],
    'dataset/conflicting-duplicates': conflicts.map(
      (members) =>
        `Nearly the same text under different labels: examples ${members
          .map((at) => numberOf(documents[at]!))
          .sort((left, right) => left - right)
          .map(named)
          .join(', ')}. Keep one, or correct the label.`,
    ),
    'dataset/class-of-one': [...known].flatMap(([label, count]) =>
      count === 1 ? `Label '${label}' has one example; nothing tells how well it is learned. Add more.` : [],
    ),
  };
  const codes = [...new Set(warnings.map(({ code }) => code))];
  return codes.flatMap((code) =>
    Object.hasOwn(own, code)
      ? own[code as keyof typeof own].map((message) => ({ code, message }))
      : warnings.filter((warning) => warning.code === code),
  );
}

/** @throws DomainError 'config/invalid' */
export function checkTrainParams(params: z.input<typeof TrainParamsSchema>): TrainParams {
  const parsed = TrainParamsSchema.safeParse(params);
  if (parsed.success) return parsed.data;
  const known = Object.keys(TrainParamsSchema.shape);
  const problems = schemaProblems(parsed.error, 'config/invalid', (at) => (at.length === 0 ? known : []));
  const told = problems.map(({ key, message }) => `${(key ?? []).join('.') || 'the params'} ${message}`);
  throw new DomainError('config/invalid', `The second argument of learnTexts: ${told.join(' ')}`, {
    problems,
  });
}

export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
