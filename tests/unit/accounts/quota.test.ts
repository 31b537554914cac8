/** How much an account may add: all of an upload or nothing, with what to do. */
import type { AccountUsage, OwnQuota } from '#contracts/account-usage.schema.js';
import { additionOf, NO_QUOTA, quotaOf, withinQuota } from '#core/accounts/quota.js';
import { thrownBy } from '../../support/thrown-by.js';

const EVERYBODYS = { documents_per_day: 10, max_kept_bytes: 1_000 };
const NONE_OF_ITS_OWN: OwnQuota = { documents_per_day: null, max_kept_bytes: null };
const used = (documents_today: number, kept_bytes: number, own = NONE_OF_ITS_OWN): AccountUsage => ({
  ...{ documents_today, kept_bytes, own, day_ends_in: 3_600 },
});
const upload = (documents: number, bytes: number) => ({ documents, bytes });

test.each([
  ['up to the last document', upload(3, 1), used(7, 0)],
  ['up to the last byte', upload(1, 300), used(0, 700)],
  [
    'more than everybody may, by a quota of its own',
    upload(50, 5_000),
    {
      ...used(100, 100_000, { documents_per_day: 200, max_kept_bytes: 200_000 }),
    },
  ],
  [
    'any number, by a quota of 0',
    upload(50, 5_000),
    {
      ...used(1e6, 1e12, { documents_per_day: 0, max_kept_bytes: 0 }),
    },
  ],
  ['bytes that were fetched, when the documents of the day are all there', { bytes: 5 }, used(10, 5)],
])('it adds %s', (_, adding, usage) => {
  expect(() => withinQuota(adding, usage, EVERYBODYS)).not.toThrow();
});

test('where there is no quota, anything is added', () => {
  expect(() => withinQuota(upload(1e6, 1e12), used(1e6, 1e12), NO_QUOTA)).not.toThrow();
});

test.each([
  ['a document too many', 'quota/documents-per-day', upload(4, 1), used(7, 0), true],
  ['a byte too many', 'quota/kept-bytes', upload(1, 301), used(0, 700), false],
  [
    'documents that are still to be fetched, when nothing is left',
    'quota/kept-bytes',
    upload(2, 0),
    used(0, 1_000),
    false,
  ],
  ['bytes that were fetched, beyond what is left', 'quota/kept-bytes', { bytes: 301 }, used(0, 700), false],
  ['more than a day takes', 'quota/upload-too-large', upload(11, 1), used(0, 0), false],
  ['more than ever fits', 'quota/upload-too-large', upload(1, 1_001), used(0, 0), false],
  [
    'beyond a quota of its own, lower than that of everybody',
    'quota/documents-per-day',
    upload(1, 1),
    used(2, 0, { documents_per_day: 2, max_kept_bytes: null }),
    true,
  ],
] as const)('%s: refused as %s, with the remedy', (_, code, adding, usage, passes) => {
  const error = thrownBy(() => withinQuota(adding, usage, EVERYBODYS));
  expect(error).toMatchObject({ code, retryable: passes });
  expect(error.details.retry_after).toBe(passes ? 3_600 : undefined);
  expect(error.message).toMatch(/ask an admin for a larger quota/);
});

test('each of the two has its own value or that of everybody', () => {
  expect(quotaOf({ documents_per_day: 0, max_kept_bytes: null }, EVERYBODYS)).toEqual({
    ...{ documents_per_day: 0, max_kept_bytes: 1_000 },
  });
});

test('refused files of an upload are documents of the day, and keep nothing', () => {
  const error = { code: 'document/empty', message: '' };
  const files = [
    { name: 'a', bytes: 5, sha256: 'a' },
    { name: 'b', bytes: 7, error },
    { name: 'c', url: 'https://example.org/c' },
  ];
  expect(additionOf(files)).toEqual({ documents: 3, bytes: 5 });
});
