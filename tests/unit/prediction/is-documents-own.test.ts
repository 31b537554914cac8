/** A document is marked as failed for its own faults only; all others let it wait or stop the command. */
import { DomainError } from '#contracts/domain-error.js';
import { ERROR_CODES, type ErrorCode } from '#contracts/error-codes.js';
import { isDocumentsOwn } from '#core/prediction/is-documents-own.js';

const OWN: readonly ErrorCode[] = [
  'document/empty',
  'document/unsupported-type',
  'document/truncated',
  'document/damaged',
  'document/animated',
  'document/password-protected',
  'document/too-many-bytes',
  'document/too-many-pixels',
  'document/too-many-pages',
  'document/too-much-memory',
  'document/unreadable-file',
  'document/open-timeout',
  'document/ends-the-worker',
  'document/no-page-readable',
  'document/missing',
  'ocr/page-timeout',
  'ocr/engine-failed',
];

test('of all codes, exactly these are the document’s own', () => {
  const codes = Object.keys(ERROR_CODES) as ErrorCode[];
  const own = codes.filter((code) => isDocumentsOwn(new DomainError(code, '')));
  expect(own.sort()).toEqual([...OWN].sort());
});

test('what is no error of Docket is a fault of Docket, never the document’s', () => {
  expect(isDocumentsOwn(new Error('document/empty'))).toBe(false);
  expect(isDocumentsOwn({ code: 'document/empty' })).toBe(false);
});
