/** Query parameters and bodies, checked by the same schemas that describe them in OpenAPI. */
import { z } from 'zod';
import { idForm } from '#composition/new-id.js';
import { AccountNameSchema } from '#contracts/account.schema.js';
import { DomainError } from '#contracts/domain-error.js';
import { issueWords } from '#contracts/issue-words.js';
import { LARGEST_PAGE } from '#contracts/page-query.schema.js';

/** Records of one page, unless asked otherwise. */
const PAGE = 50;

const NO_CURSOR =
  'is no place in this list; take `next` of the page before, or leave it out for the beginning';

/** Unknown parameters are refused: a misspelt filter must not show everything. */
const pagingBy = (form: z.ZodString) =>
  z.strictObject({
    limit: z.coerce.number().int().min(1).max(LARGEST_PAGE).default(PAGE),
    cursor: form.describe('`next` of the page before.').optional(),
  });

/** Where pages follow ids with this prefix. Whether there is such an id does not matter: it may be deleted by now. */
export const pagingById = (prefix: string) => pagingBy(z.string().regex(idForm(prefix), NO_CURSOR));

/** Of API tokens. */
export const TokenPagingSchema = pagingById('tok');

/** Where pages follow a number. */
export const NumberedPagingSchema = pagingBy(z.string().regex(/^[1-9]\d{0,8}$/, NO_CURSOR));

/** Where pages follow the names of accounts. */
export const NamedPagingSchema = pagingBy(
  z.string().refine((name) => AccountNameSchema.safeParse(name).data === name, NO_CURSOR),
);

/** The bytes of confidence 1 in hex; of lower ones they are lower. */
const SUREST = '3ff0000000000000';

/** Where pages follow the confidence of documents, its eight bytes in hex, and their ids. */
export const ReviewPagingSchema = pagingBy(
  z
    .string()
    .regex(new RegExp(`^[0-9a-f]{16}_${idForm('doc').source.slice(1)}`), { error: NO_CURSOR, abort: true })
    .refine((place) => place.slice(0, SUREST.length) <= SUREST, NO_CURSOR),
);

/** @throws DomainError 'request/invalid' naming every wrong parameter */
export function checkedQuery<Schema extends z.ZodType>(schema: Schema, query: unknown): z.infer<Schema> {
  const given = Object.entries(query as Record<string, unknown>);
  const twice = given.filter(([, value]) => Array.isArray(value));
  if (twice.length > 0) {
    throw refused(twice.map(([name]) => `${name}: stands more than once, and takes one value`));
  }
  const taken = checked(schema, query);
  // An empty text would count as 0.
  const empty = given.filter(
    ([name, value]) =>
      typeof value === 'string' &&
      value.trim() === '' &&
      typeof (taken as Record<string, unknown>)[name] === 'number',
  );
  if (empty.length > 0)
    throw refused(empty.map(([name]) => `${name}: takes a number; leave it out for none`));
  return taken;
}

/** @throws DomainError 'request/invalid' naming every wrong key */
export const checkedBody = <Schema extends z.ZodType>(schema: Schema, body: unknown): z.infer<Schema> =>
  checked(schema, body);

function checked<Schema extends z.ZodType>(schema: Schema, value: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw refused(
    parsed.error.issues.map((issue) =>
      [issue.path.join('.'), issueWords(issue)].filter((part) => part !== '').join(': '),
    ),
  );
}

const refused = (problems: readonly string[]): DomainError =>
  new DomainError('request/invalid', `The request cannot be taken: ${problems.join('; ')}. See /docs.`, {
    problems,
  });
