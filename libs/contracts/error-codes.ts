/** Every error code a user can meet, in one list: scripts and dashboards hold on to these names. */

interface ErrorKind {
  /** HTTP status at the gateway. */
  status: number;
  /** Whether the same call may succeed later, unchanged. */
  retryable: boolean;
}

const wrong = (status: number): ErrorKind => ({ status, retryable: false });
const passing = (status: number): ErrorKind => ({ status, retryable: true });

export const ERROR_CODES = {
  // a document that cannot be read, now or later
  'document/empty': wrong(422),
  'document/unsupported-type': wrong(415),
  'document/truncated': wrong(422),
  'document/damaged': wrong(422),
  'document/animated': wrong(415),
  'document/password-protected': wrong(422),
  'document/too-many-bytes': wrong(413),
  'document/too-many-pixels': wrong(413),
  'document/too-many-pages': wrong(413),
  'document/too-much-memory': wrong(413),
  'document/unreadable-file': wrong(422),
  'document/open-timeout': passing(504),
  'document/no-page-readable': wrong(422),
  'document/missing': wrong(400),
  'document/ends-the-worker': wrong(422),
  'document/cancelled': wrong(409),

  // reading by OCR
  'ocr/page-timeout': passing(504),
  'ocr/engine-failed': passing(500),
  'ocr/engine-missing': wrong(500),
  'ocr/language-missing': wrong(500),

  // the labelled data
  'dataset/empty': wrong(422),
  'dataset/one-class': wrong(422),
  'dataset/no-text': wrong(422),
  'dataset/labels-alike': wrong(422),
  'dataset/damaged': wrong(500),
  'dataset/invalid-split': wrong(422),

  // the model
  'model/missing': wrong(409),
  'model/damaged': wrong(500),
  'model/truncated': wrong(500),
  'model/altered': wrong(500),
  'model/not-finite': wrong(500),
  'model/newer-format': wrong(500),
  'model/unknown-format': wrong(500),
  'model/outdated': wrong(409),
  'model/training': passing(503),
  'model/unknown': wrong(404),
  'model/unknown-version': wrong(404),
  'model/alias-moved': wrong(409),
  'model/nothing-before': wrong(409),

  // pipelines.yaml, params.yaml and what they run
  'config/unreadable': wrong(400),
  'config/invalid': wrong(400),
  'pipeline/cycle': wrong(400),
  'pipeline/invalid': wrong(400),
  'pipeline/unknown-stage': wrong(400),
  'pipeline/missing-input': wrong(400),
  'pipeline/missing-param': wrong(400),
  'pipeline/output-conflict': wrong(400),
  'pipeline/input-changed': passing(409),
  'pipeline/stage-failed': wrong(500),
  'pipeline/command-failed': wrong(500),
  'pipeline/output-missing': wrong(500),
  'pipeline/worker-lost': passing(503),
  'pipeline/interrupted': passing(499),

  // the workspace on disk
  'workspace/missing': wrong(400),
  'workspace/exists': wrong(409),
  'workspace/locked': passing(409),
  'workspace/disk-full': passing(507),
  'workspace/unreadable': wrong(500),
  'workspace/dirty': wrong(409),

  // experiments, and what git keeps of a workspace
  'experiment/unknown': wrong(404),
  'experiment/exists': wrong(409),
  'experiment/data-missing': wrong(409),
  'git/unavailable': wrong(409),
  'git/identity': wrong(409),
  'git/failed': wrong(500),

  'workspace/unsaved-changes': wrong(409),
  'cache/damaged-object': wrong(500),
  'cache/missing-object': wrong(404),

  // remotes: copies of the cache for other people and machines
  'remote/not-configured': wrong(400),
  'remote/unavailable': passing(503),
  'remote/forbidden': wrong(502),
  'remote/no-credentials': wrong(502),
  'remote/wrong-credentials': wrong(502),
  'remote/expired-token': wrong(502),
  'remote/wrong-region': wrong(502),
  'remote/wrong-clock': wrong(502),
  'remote/missing-bucket': wrong(502),
  'remote/untrusted-certificate': wrong(502),
  'remote/full': passing(507),
  'remote/refused': wrong(502),
  'remote/missing-object': wrong(404),
  'remote/damaged-object': wrong(500),
  'remote/old-hash': wrong(409),
  'remote/incomplete-history': wrong(409),
  'remote/interrupted': passing(499),

  // accounts
  'auth/required': wrong(401),
  'auth/wrong-credentials': wrong(401),
  'auth/locked': passing(429),
  'auth/one-time-password': wrong(403),
  'auth/weak-password': wrong(422),
  'auth/forbidden': wrong(403),
  'auth/unknown-account': wrong(404),
  'auth/account-exists': wrong(409),
  'auth/last-admin': wrong(409),

  // how much an account may upload
  'quota/documents-per-day': passing(429),
  'quota/kept-bytes': wrong(429),
  'quota/upload-too-large': wrong(429),

  // what people say of documents
  'feedback/unknown-label': wrong(422),
  'feedback/no-answer': wrong(409),

  // what is sent to URLs of users, and fetched from them
  'outgoing/refused': wrong(422),
  'outgoing/unreachable': passing(502),
  'outgoing/timeout': passing(504),
  'outgoing/no-document': wrong(422),
  'outgoing/too-large': wrong(413),
  'webhook/too-many': wrong(409),
  'webhook/disabled': wrong(409),

  // services
  'service/unavailable': passing(503),
  'service/busy': passing(503),
  'service/timeout': passing(504),
  'service/misconfigured': wrong(500),
  'service/port-in-use': wrong(500),
  'service/running': wrong(409),
  'database/unavailable': passing(503),
  'database/too-slow': passing(503),
  'database/damaged': wrong(500),
  'database/newer': wrong(500),
  'object-store/missing': wrong(404),
  'object-store/unavailable': passing(503),
  'object-store/damaged': wrong(500),
  'request/invalid': wrong(400),
  'request/not-found': wrong(404),
  'request/key-reused': wrong(422),
  'request/wrong-method': wrong(405),
  'request/cross-site': wrong(403),
  'request/unknown-host': wrong(421),
  'request/unsupported-type': wrong(415),
  'request/too-large': wrong(413),
  'request/too-many-files': wrong(413),
  'request/too-many': passing(429),
  'request/too-slow': passing(408),
  'request/headers-too-large': wrong(431),
  'internal/unexpected': wrong(500),
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof ERROR_CODES;
