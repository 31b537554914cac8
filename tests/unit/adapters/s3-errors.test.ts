/** Only what network and server did is told as theirs: other faults keep their own words. */
import { s3Error } from '../../../libs/adapters/s3/s3-errors.js';
import { DomainError } from '../../../libs/contracts/domain-error.js';

const told = (error: unknown) =>
  s3Error(error, {
    ...{ address: 's3://b', endpoint: undefined, definedIn: 'remotes.yaml', doing: 'listing' },
  });
const failure = (fields: object, message = 'it failed') => Object.assign(new Error(message), fields);

test.each([
  ['a refused connection', { code: 'ECONNREFUSED' }],
  ['a name that no server knows', { code: 'ENOTFOUND' }],
  ['a connection that broke off', { code: 'ECONNRESET' }],
  ['an end in the middle of a stream', { code: 'ERR_STREAM_PREMATURE_CLOSE' }],
  ['an answer that is no HTTP', { code: 'HPE_INVALID_CONSTANT' }],
  ['a cause below', { cause: { code: 'ETIMEDOUT' } }],
  ['a timeout of the SDK', { name: 'TimeoutError' }],
  ['an answer that is no XML', { $response: { headers: {} } }],
  ['a server in trouble', { $metadata: { httpStatusCode: 503 } }],
])('%s may pass', (_, fields) => {
  const error = told(failure(fields));
  expect(error).toBeInstanceOf(DomainError);
  expect(error).toMatchObject({ code: 'remote/unavailable', retryable: true });
});

test.each([
  ['a part of Docket that is missing', { code: 'MODULE_NOT_FOUND' }],
  ['a part of the SDK that is missing', { code: 'ERR_MODULE_NOT_FOUND' }],
  ['a full disk', { code: 'ENOSPC' }],
  ['too many open files', { code: 'EMFILE' }],
  ['a fault of the program', { name: 'TypeError' }],
])('%s is told as it is', (_, fields) => {
  const error = failure(fields);
  expect(told(error)).toBe(error);
});
