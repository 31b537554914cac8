/** Query parameters, checked by the same schemas that describe them in OpenAPI. */
import { z } from 'zod';
import { DomainError } from '#contracts/domain-error.js';
import { issueWords } from '#contracts/issue-words.js';

/** Records of one page, unless asked otherwise. */
const PAGE = 50;
const LARGEST_PAGE = 500;

/** Unknown parameters are refused: a misspelt filter must not show everything. */
export const PagingSchema = z.strictObject({
  limit: z.coerce.number().int().min(1).max(LARGEST_PAGE).default(PAGE),
  cursor: z
    .string()
    .regex(/^[0-9a-z_]{1,64}$/)
    .describe('`next` of the page before.')
    .optional(),
});

/** Where pages follow a number. */
export const NumberedPagingSchema = PagingSchema.extend({
  cursor: z
    .string()
    .regex(/^\d{1,9}$/)
    .describe('`next` of the page before.')
    .optional(),
});

/** @throws DomainError 'request/invalid' naming every wrong parameter */
export function checkedQuery<Schema extends z.ZodType>(schema: Schema, query: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(query);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) =>
    [issue.path.join('.'), issueWords(issue)].filter((part) => part !== '').join(': '),
  );
  throw new DomainError(
    'request/invalid',
    `The request cannot be taken: ${problems.join('; ')}. See /docs.`,
    {
      problems,
    },
  );
}
