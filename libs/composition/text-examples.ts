/** What a program gave the learner, refused with the place and the remedy where it is of a wrong kind. */
import type { z } from 'zod';
import { type TrainParams, TrainParamsSchema } from '#config/params/train.params.js';
import { schemaProblems } from '#config/schema-problems.js';
import { DomainError } from '#contracts/domain-error.js';

const SHAPE = "Give learnTexts an array like [{ label: 'letter', text: 'Dear Mrs Miller' }, …].";

/** @throws DomainError 'request/invalid' */
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
