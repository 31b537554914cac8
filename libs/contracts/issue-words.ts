/** What zod finds wrong with a value, in the words of who wrote the value: 'takes a number, not text'. */
import type { z } from 'zod';
import { visible } from './visible-text.js';

const TAKEN: Readonly<Record<string, string>> = {
  ...{ number: 'a number', int: 'a whole number', string: 'text', boolean: 'true or false' },
  ...{ array: 'a list', object: 'keys with values', record: 'keys with values', null: 'nothing' },
};
/** zod's own sentences; any other is the schema's, and knows better. */
const OF_ZOD = /^(Invalid input: expected|Invalid option: expected|Too small: expected|Too big: expected)/;

/** @returns a phrase without a full stop, to stand behind the key */
export function issueWords(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys')
    return `there is no key ${issue.keys.map((key) => `'${visible(key)}'`).join(', ')}`;
  if (!OF_ZOD.test(issue.message)) return issue.message;
  if (issue.code === 'invalid_type') return wrongType(issue);
  if (issue.code === 'invalid_value') return `must be ${choice(issue.values.map(String))}`;
  if (issue.code === 'too_small') {
    const { minimum: least, origin, inclusive } = issue;
    if (origin === 'number') return inclusive ? `must be at least ${least}` : `must be more than ${least}`;
    return least === 1 ? 'must not be empty' : `needs at least ${least} ${partsOf(origin)}`;
  }
  if (issue.code === 'too_big') {
    const { maximum: most, origin, inclusive } = issue;
    if (origin === 'number') return inclusive ? `must be at most ${most}` : `must be less than ${most}`;
    return `takes at most ${most} ${partsOf(origin)}`;
  }
  return issue.message;
}

/** What would be right, as far as the issue tells: 'a number', 'auto'. */
export const expectedWords = (issue: z.core.$ZodIssue): string => {
  if (issue.code === 'invalid_type') return TAKEN[issue.expected] ?? issue.expected;
  return issue.code === 'invalid_value' ? issue.values.map(String).join(' or ') : issueWords(issue);
};

function wrongType(issue: z.core.$ZodIssueInvalidType): string {
  const received = / received (\w+)$/.exec(issue.message)?.[1] ?? '';
  if (received === 'undefined') return 'is missing';
  const given = received === 'number' || received === 'boolean' ? undefined : TAKEN[received];
  return `takes ${expectedWords(issue)}${given === undefined ? '' : `, not ${given}`}`;
}

const partsOf = (origin: string): string => (origin === 'string' ? 'characters' : 'entries');

const choice = (values: readonly string[]): string =>
  values.length === 1 ? values[0]! : `one of ${values.join(', ')}`;
