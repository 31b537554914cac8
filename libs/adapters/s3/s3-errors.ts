/** What an S3 server, the SDK or the network says, as an error with a stable code and the remedy. */
import { DomainError } from '#contracts/domain-error.js';
import type { ErrorCode } from '#contracts/error-codes.js';

interface S3Failure {
  name?: string;
  message?: string;
  code?: string;
  Code?: string;
  Region?: string;
  BucketRegion?: string;
  $metadata?: { httpStatusCode?: number };
  $response?: { statusCode?: number; headers?: Record<string, string> };
  cause?: { code?: string };
}

export interface S3Context {
  /** 's3://bucket/prefix' */
  address: string;
  endpoint: string | undefined;
  /** 'remotes.yaml' */
  definedIn: string;
  /** 'listing', 'writing files/md5/…' */
  doing: string;
  /** Whether the server has answered anything so far. */
  reached?: boolean;
}

const CREDENTIALS = 'AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in .env, or a profile of ~/.aws';
/** What a server says of a body that is not the one whose hash came with it. */
const ALTERED = new Set(['BadDigest', 'IncompleteBody', 'XAmzContentSHA256Mismatch']);
const BY_NAME: Record<string, ErrorCode> = {
  ExpiredToken: 'remote/expired-token',
  ExpiredTokenException: 'remote/expired-token',
  TokenRefreshRequired: 'remote/expired-token',
  RequestExpired: 'remote/expired-token',
  InvalidToken: 'remote/wrong-credentials',
  InvalidAccessKeyId: 'remote/wrong-credentials',
  InvalidClientTokenId: 'remote/wrong-credentials',
  SignatureDoesNotMatch: 'remote/wrong-credentials',
  CredentialsProviderError: 'remote/no-credentials',
  AccessDenied: 'remote/forbidden',
  AllAccessDisabled: 'remote/forbidden',
  AccountProblem: 'remote/forbidden',
  Forbidden: 'remote/forbidden',
  MethodNotAllowed: 'remote/forbidden',
  NoSuchBucket: 'remote/missing-bucket',
  PermanentRedirect: 'remote/wrong-region',
  AuthorizationHeaderMalformed: 'remote/wrong-region',
  IllegalLocationConstraintException: 'remote/wrong-region',
  IncorrectEndpoint: 'remote/wrong-region',
  RequestTimeTooSkewed: 'remote/wrong-clock',
  QuotaExceeded: 'remote/full',
  InsufficientStorage: 'remote/full',
  XMinioStorageFull: 'remote/full',
  ServiceUnavailable: 'remote/unavailable',
  SlowDown: 'remote/unavailable',
  Throttling: 'remote/unavailable',
  ThrottlingException: 'remote/unavailable',
  RequestLimitExceeded: 'remote/unavailable',
  RequestTimeout: 'remote/unavailable',
  InternalError: 'remote/unavailable',
  OperationAborted: 'remote/unavailable',
  TimeoutError: 'remote/unavailable',
  // Completed or given up by another process: a new one begins.
  NoSuchUpload: 'remote/unavailable',
  // Damaged on the way: sent again.
  BadDigest: 'remote/unavailable',
  IncompleteBody: 'remote/unavailable',
  XAmzContentSHA256Mismatch: 'remote/unavailable',
};
/** What Node says of a connection that could not be made, or broke off: as a code, or in the SDK's own words around it. */
const NETWORK =
  /\b(ECONN|ETIMEDOUT|ENOTFOUND|EAI_|EPIPE|EHOST|ENET|EADDRNOTAVAIL|EPROTO|HPE_|ERR_STREAM_PREMATURE_CLOSE|ERR_SSL|ERR_TLS|socket hang up|aborted)/;
const CERTIFICATE = /^(CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|ERR_TLS_CERT|HOSTNAME_MISMATCH)/;

const codeName = (failure: S3Failure): string =>
  failure.Code ??
  (failure.name !== undefined && failure.name !== 'Error' ? failure.name : (failure.code ?? ''));

/** @returns null for what neither network nor server has to do with */
function codeOf(failure: S3Failure): ErrorCode | null {
  const name = codeName(failure);
  const systemCode = failure.code ?? failure.cause?.code ?? '';
  if (CERTIFICATE.test(systemCode)) return 'remote/untrusted-certificate';
  const byName = BY_NAME[name];
  if (byName !== undefined) return byName;
  if (/region is missing/i.test(failure.message ?? '')) return 'remote/wrong-region';
  const status = failure.$metadata?.httpStatusCode;
  if (status === 301 || status === 307) return 'remote/wrong-region';
  if (status === 401 || status === 403) return 'remote/forbidden';
  if (status === 507) return 'remote/full';
  if (status === 408 || status === 429 || (status !== undefined && status >= 500))
    return 'remote/unavailable';
  if (status !== undefined) return 'remote/refused';
  // Without an answer, or with one that the SDK cannot read.
  const broken = NETWORK.test(systemCode) || NETWORK.test(failure.message ?? '');
  return broken || failure.$response !== undefined ? 'remote/unavailable' : null;
}

/** @returns the error as it is where it is one of ours, an abort, or not of network and server: a missing module, a full disk */
export function s3Error(error: unknown, context: S3Context): unknown {
  if (error instanceof DomainError) return error;
  const failure = error as S3Failure;
  if (failure.name === 'AbortError') return error;
  const code = codeOf(failure);
  if (code === null) return error;
  if (isPage(failure)) return noS3Server(context, 'a page in HTML');
  // The SDK's word for a server that gives no reason.
  const reasons = [codeName(failure), failure.message].filter((part) => part && part !== 'UnknownError');
  const said = reasons.join(': ') || 'no reason given';
  const status = failure.$metadata?.httpStatusCode ?? null;
  const region =
    failure.Region ?? failure.BucketRegion ?? failure.$response?.headers?.['x-amz-bucket-region'] ?? null;
  const details = {
    address: context.address,
    status,
    said: said.slice(0, 500),
    ...(region !== null && { region }),
    // Told by transfers, which give an address that nobody ever answered from less time.
    ...(context.reached === false && status === null && { reached: false }),
  };
  const message = ALTERED.has(codeName(failure))
    ? alteredOnWay(context, said)
    : sentence(code, context, said, region);
  return new DomainError(code, message, details, { cause: error });
}

const placeOf = ({ address, endpoint }: S3Context): string =>
  endpoint === undefined ? address : `${address} at ${endpoint}`;

/** A success that the SDK could not read, in the form that people look at. */
function isPage({ $response, $metadata }: S3Failure): boolean {
  const status = $response?.statusCode ?? $metadata?.httpStatusCode ?? 0;
  return status >= 200 && status < 300 && /\bhtml\b/i.test($response?.headers?.['content-type'] ?? '');
}

/** Any web server says 200 to anything: a login page, a captive portal, another service's port. @param got 'an answer without an ETag' */
export const noS3Server = (context: S3Context, got: string): DomainError =>
  new DomainError(
    'remote/refused',
    `What answers for ${placeOf(context)} is no S3 server (${context.doing}: ${got}). Check the endpoint (host, port and path; endpoint: in remotes.yaml, or DOCKET_S3_ENDPOINT), and whether a login page or a proxy answers in its place.`,
    { address: context.address, said: got },
  );

/** @param said by the server, or what its ETag shows */
export const alteredOnWay = (context: S3Context, said: string): string =>
  `What arrives at ${placeOf(context)} is not what was sent (${context.doing}; ${said}): something on the way alters it. Look at proxies, gateways and scanners between here and there, at the memory and network card of both machines, and try https or another endpoint; run again to go on where it stopped.`;

function sentence(code: ErrorCode, context: S3Context, said: string, region: string | null): string {
  const { endpoint, definedIn, doing } = context;
  const at = placeOf(context);
  switch (code) {
    case 'remote/forbidden':
      return `The credentials may not do this on ${at} (${doing}; ${said}). Give them s3:GetObject, s3:PutObject, s3:ListBucket (and s3:DeleteObject for gc) on the bucket, or use others.`;
    case 'remote/no-credentials':
      return `There are no credentials for ${at} (${said}). Set ${CREDENTIALS}.`;
    case 'remote/wrong-credentials':
      return `${at} does not take these credentials (${said}). Mend ${CREDENTIALS}.`;
    case 'remote/expired-token':
      return `The session token for ${at} has expired (${said}). Sign in again (such as \`aws sso login\`) or renew AWS_SESSION_TOKEN, then run again; what is done stays done.`;
    case 'remote/missing-bucket':
      return `There is no bucket for ${at} (${said}). Make it, or mend the address in ${definedIn}.`;
    case 'remote/wrong-region':
      return region === null
        ? `The region for ${at} is missing or wrong (${said}). Set AWS_REGION, or \`region:\` in remotes.yaml.`
        : `The bucket of ${at} is in region ${region} (${said}). Set \`region: ${region}\` in ${definedIn}, or AWS_REGION=${region}.`;
    case 'remote/wrong-clock':
      return `The clock of this machine differs too much from that of ${at} (${said}). Set it right, then run again.`;
    case 'remote/untrusted-certificate':
      return `The certificate of ${at} is not trusted (${said}). Name the file of its authority as \`ca:\` in ${definedIn}, or as AWS_CA_BUNDLE.`;
    case 'remote/full':
      return `${at} is full or its quota is used up (${said}). Free some space there (\`docket gc --remote\` shows what no revision needs), then run again.`;
    case 'remote/unavailable':
      return `${at} does not answer as it should (${doing}; ${said}). Check the server, the network${endpoint === undefined ? '' : ' and the endpoint'}; run again to go on where it stopped.`;
    default:
      return `${at} refused (${doing}; ${said}). Check ${definedIn} and what the server supports.`;
  }
}

/** Of an upload in parts. */
export const isNoUpload = (error: unknown): boolean => codeName(error as S3Failure) === 'NoSuchUpload';

export function isNotFound(error: unknown): boolean {
  const failure = error as S3Failure;
  if (codeName(failure) === 'NoSuchBucket') return false;
  return ['NoSuchKey', 'NotFound'].includes(codeName(failure)) || failure.$metadata?.httpStatusCode === 404;
}
