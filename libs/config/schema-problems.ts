/** Turns what zod found wrong into problems that a person can mend. */
import type { z } from 'zod';
import type { ErrorCode } from '#contracts/error-codes.js';
import { expectedWords, issueWords } from '#contracts/issue-words.js';
import { didYouMean } from '#contracts/nearest-name.js';
import type { KeyPath, PipelineProblem } from '#contracts/pipeline.js';

/** @param knownKeys the keys allowed at a place, for "did you mean" */
export function schemaProblems(
  error: z.ZodError,
  code: ErrorCode,
  knownKeys: (at: KeyPath) => readonly string[],
): PipelineProblem[] {
  return error.issues.flatMap((issue) => issueProblems(issue as z.core.$ZodIssue, [], code, knownKeys));
}

function issueProblems(
  issue: z.core.$ZodIssue,
  above: KeyPath,
  code: ErrorCode,
  knownKeys: (at: KeyPath) => readonly string[],
): PipelineProblem[] {
  const key = [...above, ...issue.path] as (string | number)[];
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys(key);
    return issue.keys.map((unknown) => ({
      code,
      key: [...key, unknown],
      message: `is not a key that can stand here.${didYouMean(unknown, known) || choices(known)} Remove it or mend its name.`,
    }));
  }
  if (issue.code === 'invalid_union') {
    // The alternative that came furthest is what the writer meant.
    const depth = (issues: readonly z.core.$ZodIssue[]) =>
      Math.max(0, ...issues.map(({ path }) => path.length));
    const best = [...issue.errors].sort((left, right) => depth(right) - depth(left))[0];
    if (best !== undefined && depth(best) > 0) {
      return best.flatMap((inner) => issueProblems(inner, key, code, knownKeys));
    }
    const expected = issue.errors.flat().flatMap(expectedOf);
    return [{ code, key, message: `must be ${[...new Set(expected)].join(' or ')}.` }];
  }
  if (issue.code === 'invalid_key') {
    return [{ code, key, message: `${issue.issues.map(issueWords).join('; ')}.` }];
  }
  return [{ code, key, message: `${issueWords(issue).replace(/^Invalid input: /, '')}.` }];
}

/** What a value could have been; of a choice within a choice, all of them. */
const expectedOf = (issue: z.core.$ZodIssue): string[] =>
  issue.code === 'invalid_union' ? issue.errors.flat().flatMap(expectedOf) : [expectedWords(issue)];

const choices = (known: readonly string[]): string =>
  known.length === 0 ? '' : ` There are ${known.join(', ')}.`;
