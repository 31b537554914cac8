/** Where things are, and secrets: the one file that reads the environment (and the workspace's `.env`). */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { z } from 'zod';
import { DomainError } from '#contracts/domain-error.js';
import { type IntakeSort, IntakeSortSchema } from '#contracts/intake.schema.js';
import { issueWords } from '#contracts/issue-words.js';
import { didYouMean } from '#contracts/nearest-name.js';
import { unreadableConfig } from './unreadable-config.js';

/** Compose files and shells pass unset variables as empty text. */
const unsetWhenEmpty = (value: unknown) => (value === '' ? undefined : value);
const setting = <Schema extends z.ZodType>(schema: Schema) => z.preprocess(unsetWhenEmpty, schema);

/** @param takes said where the value is none: 'a whole number from 0 to 9' */
const numberOf = (least: number, most: number, takes: string) =>
  z.coerce.number(`takes ${takes}`).min(least, `takes ${takes}`).max(most, `takes ${takes}`);

const addressOf = (...protocols: string[]) =>
  z
    .url({ protocol: new RegExp(`^(${protocols.join('|')})$`) })
    .optional()
    .describe(protocols.join(', '));

const PORTS = 'a whole number from 0 (any free port) to 65535';

const JOBS = 'a whole number from 1 to 1000';

export const SettingsSchema = z.object({
  /** HTTP port; 0 takes any free one. Unset: 8080 for the gateway, the ports after it for apps that start alone. */
  DOCKET_PORT: setting(numberOf(0, 65_535, PORTS).int(`takes ${PORTS}`).optional()),
  DOCKET_HOST: setting(z.string().default('127.0.0.1')),
  /** Names under which people reach the gateway, with commas between; addresses and names without a dot need none. */
  DOCKET_PUBLIC_HOSTS: setting(z.string().default('')),
  /** Addresses and ranges (10.1.0.0/16) of the reverse proxies before the gateway, with commas. Unset: there is none. */
  DOCKET_TRUSTED_PROXIES: setting(z.string().default('')),
  /** Hosts, addresses and ranges (10.1.0.0/16) of an intranet that webhooks may go to and documents come from, with commas. */
  DOCKET_OUTGOING_ALLOW: setting(z.string().default('')),
  /** Folder that documents are taken from, absolute or from the workspace. Unset: none is watched. */
  DOCKET_INTAKE: setting(z.string().optional()),
  /** Name of the account that those documents belong to. */
  DOCKET_INTAKE_OWNER: setting(z.string().trim().toLowerCase().default('admin')),
  /** What becomes of a file that has its answer: 'move' and 'copy' put it into a folder of its class. */
  DOCKET_INTAKE_SORT: setting(IntakeSortSchema.default('keep')),
  /** Of a PostgreSQL server, version 14 or newer. Unset: an embedded one in `.docket/db`. */
  DOCKET_DATABASE_URL: setting(addressOf('postgres', 'postgresql')),
  /** Unset: `.docket/objects`. */
  DOCKET_OBJECT_STORE: setting(addressOf('s3')),
  DOCKET_S3_ENDPOINT: setting(addressOf('http', 'https')),
  /** Name or address of the remote where data is pushed; unset: the default of remotes.yaml or .dvc/config. */
  DOCKET_REMOTE: setting(z.string().optional()),
  /** Seconds that a remote may be out of reach before a push or pull gives up. */
  DOCKET_REMOTE_PATIENCE: setting(numberOf(0, 86_400, 'a number of seconds from 0 to 86400').default(60)),
  /** Base64 of the 32 bytes with which S3 encrypts what we store (SSE-C). */
  DOCKET_S3_CUSTOMER_KEY: setting(z.base64().optional()),
  AWS_ACCESS_KEY_ID: setting(z.string().optional()),
  AWS_SECRET_ACCESS_KEY: setting(z.string().optional()),
  AWS_SESSION_TOKEN: setting(z.string().optional()),
  AWS_PROFILE: setting(z.string().optional()),
  AWS_REGION: setting(z.string().optional()),
  AWS_DEFAULT_REGION: setting(z.string().optional()),
  AWS_ENDPOINT_URL: setting(addressOf('http', 'https')),
  AWS_ENDPOINT_URL_S3: setting(addressOf('http', 'https')),
  /** Path of the certificates (PEM) of the authorities that S3 servers are signed by. */
  AWS_CA_BUNDLE: setting(z.string().optional()),
  /** How files come out of the cache, the first that can: reflink, hardlink, copy. Unset: reflink,copy. */
  DOCKET_CACHE_LINKS: setting(z.string().optional()),
  /**
   * Where apps that start alone find each other: amqp://user:password@host:5672 (RabbitMQ) or tcp://host:port.
   * Unset: in-process.
   */
  DOCKET_TRANSPORT: setting(addressOf('tcp', 'amqp', 'amqps')),
  /** Files that a worker of a stage has in hand at a time. Unset: its processor cores and one. */
  DOCKET_JOBS: setting(numberOf(1, 1000, JOBS).int(`takes ${JOBS}`).optional()),
  DOCKET_OCR_ENGINE: setting(z.enum(['auto', 'tesseract.js', 'native-tesseract']).default('auto')),
  /** Signs the sessions of people. Unset: made once, into `.docket/jwt-secret`. */
  DOCKET_JWT_SECRET: setting(z.string().min(32).optional()),
  /** 'open': /metrics answers whoever can reach it. Unset: those who show a token, as everywhere. */
  DOCKET_METRICS: setting(z.enum(['token', 'open']).default('token')),
  DOCKET_LOG_LEVEL: setting(
    z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  ),
});

/** What may also be given as the path of a file that holds it (`DOCKET_JWT_SECRET_FILE=/run/secrets/jwt`). */
export const SECRETS = [
  'DOCKET_JWT_SECRET',
  'DOCKET_DATABASE_URL',
  'DOCKET_TRANSPORT',
  'DOCKET_S3_CUSTOMER_KEY',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
] as const;

/** How S3 is reached and who asks; what is unset, the AWS chain finds (profiles, roles of machines). */
export interface S3Settings {
  endpoint: string | undefined;
  region: string | undefined;
  profile: string | undefined;
  accessKeyId: string | undefined;
  secretAccessKey: string | undefined;
  sessionToken: string | undefined;
  caBundle: string | undefined;
  customerKey: string | undefined;
}

export interface Settings {
  port: number | undefined;
  host: string;
  publicHosts: readonly string[];
  trustedProxies: readonly string[];
  outgoingAllow: readonly string[];
  /** As written. */
  intake: string | undefined;
  intakeOwner: string;
  intakeSort: IntakeSort;
  databaseUrl: string | undefined;
  objectStore: string | undefined;
  s3: S3Settings;
  remote: string | undefined;
  /** As written: 'reflink,hardlink,copy'. */
  cacheLinks: string | undefined;
  /** Seconds. */
  remotePatience: number;
  transport: string | undefined;
  jobs: number | undefined;
  ocrEngine: 'auto' | 'tesseract.js' | 'native-tesseract';
  jwtSecret: string | undefined;
  metrics: 'token' | 'open';
  logLevel: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** What Docket and its tests give to others by the same prefix: never misspelt settings. */
const NO_SETTINGS = /^DOCKET_(STAGE|RUN|ROOT|ITEM|APP|OUTPUT(_\d+)?|TEST_.*|BENCH_.*)$/;

/** @returns a sentence for each `DOCKET_…` variable that no setting has the name of: it does nothing */
export function unknownSettings(workspace?: string, environment = readEnvironment(workspace)): string[] {
  const known = [...Object.keys(SettingsSchema.shape), ...SECRETS.map((name) => `${name}_FILE`)].filter(
    (name) => name.startsWith('DOCKET_'),
  );
  return Object.keys(environment)
    .filter((name) => name.startsWith('DOCKET_') && !known.includes(name) && !NO_SETTINGS.test(name))
    .sort()
    .map(
      (name) =>
        `${name} is no setting and does nothing.${didYouMean(name, known) || ` There are: ${known.join(', ')}.`}`,
    );
}

/** Variables of this process over those of the workspace's `.env`, for settings and for the commands that stages run. */
export function readEnvironment(workspace?: string): Environment {
  let file: Environment = {};
  if (workspace !== undefined) {
    try {
      file = parseEnv(readFileSync(join(workspace, '.env'), 'utf8')) as Environment;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw unreadableConfig('.env', error);
    }
  }
  return { ...file, ...process.env };
}

function withSecretFiles(environment: Environment, problems: string[]): Environment {
  const complete: Record<string, string | undefined> = { ...environment };
  for (const name of SECRETS) {
    const path = environment[`${name}_FILE`];
    if (!path) continue;
    if (environment[name]) {
      problems.push(`${name} and ${name}_FILE are both set; keep one.`);
      continue;
    }
    try {
      complete[name] = readFileSync(path, 'utf8').trim();
    } catch (error) {
      problems.push(`${name}_FILE: ${path} cannot be read (${(error as NodeJS.ErrnoException).code}).`);
    }
  }
  return complete;
}

/**
 * @param workspace directory whose `.env` counts too; the process's own variables win over it
 * @throws DomainError 'config/invalid' listing every wrong setting at once; values of secrets are never shown
 */
export function readSettings(
  workspace?: string,
  environment: Environment = readEnvironment(workspace),
): Settings {
  const problems: string[] = [];
  const parsed = SettingsSchema.safeParse(withSecretFiles(environment, problems));
  if (!parsed.success) {
    problems.push(...parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issueWords(issue)}.`));
  }
  if (problems.length > 0 || !parsed.success) {
    throw new DomainError(
      'config/invalid',
      `The environment (or .env) has settings that cannot be used; mend or unset them:\n${problems.map((line) => `  - ${line}`).join('\n')}`,
      { problems },
    );
  }
  const values = parsed.data;
  return {
    port: values.DOCKET_PORT,
    host: values.DOCKET_HOST,
    publicHosts: listOf(values.DOCKET_PUBLIC_HOSTS),
    trustedProxies: listOf(values.DOCKET_TRUSTED_PROXIES),
    outgoingAllow: listOf(values.DOCKET_OUTGOING_ALLOW),
    intake: values.DOCKET_INTAKE,
    intakeOwner: values.DOCKET_INTAKE_OWNER,
    intakeSort: values.DOCKET_INTAKE_SORT,
    databaseUrl: values.DOCKET_DATABASE_URL,
    objectStore: values.DOCKET_OBJECT_STORE,
    s3: {
      endpoint: values.DOCKET_S3_ENDPOINT ?? values.AWS_ENDPOINT_URL_S3 ?? values.AWS_ENDPOINT_URL,
      region: values.AWS_REGION ?? values.AWS_DEFAULT_REGION,
      profile: values.AWS_PROFILE,
      accessKeyId: values.AWS_ACCESS_KEY_ID,
      secretAccessKey: values.AWS_SECRET_ACCESS_KEY,
      sessionToken: values.AWS_SESSION_TOKEN,
      caBundle: values.AWS_CA_BUNDLE,
      customerKey: values.DOCKET_S3_CUSTOMER_KEY,
    },
    remote: values.DOCKET_REMOTE,
    cacheLinks: values.DOCKET_CACHE_LINKS,
    remotePatience: values.DOCKET_REMOTE_PATIENCE,
    transport: values.DOCKET_TRANSPORT,
    jobs: values.DOCKET_JOBS,
    ocrEngine: values.DOCKET_OCR_ENGINE,
    jwtSecret: values.DOCKET_JWT_SECRET,
    metrics: values.DOCKET_METRICS,
    logLevel: values.DOCKET_LOG_LEVEL,
  };
}

const listOf = (written: string): string[] =>
  written
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
