/** Why a file is not what it should be, in a few words: the first key that is wrong, or what its reader said. */
import { z } from 'zod';
import { issueWords } from './issue-words.js';

export const schemaReason = (error: unknown): string => {
  const issue = error instanceof z.ZodError ? error.issues[0] : undefined;
  return issue === undefined ? (error as Error).message : `${issue.path.join('.')}: ${issueWords(issue)}`;
};
