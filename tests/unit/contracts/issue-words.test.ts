/** What is wrong with a value is told in plain words, and a schema's own words are kept. */
import { z } from 'zod';
import { issueWords } from '#contracts/issue-words.js';

test.each<[z.ZodType, unknown, string]>([
  [z.number(), 'abc', 'takes a number, not text'],
  [z.coerce.number(), 'abc', 'takes a number'],
  [z.int(), 1.5, 'takes a whole number'],
  [z.string(), undefined, 'is missing'],
  [z.string(), null, 'takes text, not nothing'],
  [z.boolean(), 1, 'takes true or false'],
  [z.array(z.string()), 'a', 'takes a list, not text'],
  [z.strictObject({}), [], 'takes keys with values, not a list'],
  [z.enum(['a', 'b']), 'c', 'must be one of a, b'],
  [z.literal('a'), 'c', 'must be a'],
  [z.number().min(1), 0, 'must be at least 1'],
  [z.number().positive(), 0, 'must be more than 0'],
  [z.number().max(500), 501, 'must be at most 500'],
  [z.string().min(1), '', 'must not be empty'],
  [z.array(z.string()).min(2), [], 'needs at least 2 entries'],
  [z.string().max(2), 'abc', 'takes at most 2 characters'],
  [z.strictObject({}), { colour: 1, 'a\n': 2 }, "there is no key 'colour', 'a\\n'"],
  [z.number('names no port'), 'abc', 'names no port'],
])('%#', (schema, value, words) => {
  const [issue] = schema.safeParse(value).error!.issues;
  expect(issueWords(issue!)).toBe(words);
});
