/** `docket start` as a process of its own, and the requests that tests send to it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { DocumentView } from '#contracts/document-record.schema.js';
import type { Problem } from '#contracts/problem.schema.js';
import { type DocketProcess, type Ended, startDocket, type Variables } from './docket-process.js';

/** Milliseconds; far more than anything waited for takes, so that a busy machine fails no test. */
const PATIENCE = 200_000;

export type Files = Readonly<Record<string, string | Uint8Array<ArrayBuffer>>>;

export interface RunningPlatform {
  url: string;
  process: DocketProcess;
  /** A link that signs in whoever opens it first. */
  signIn: string;
  /** Any request, with the token of the workspace; the one way in which tests speak to a platform. */
  request(path: string, init?: RequestInit): Promise<Response>;
  get(path: string): Promise<Response>;
  /** The body of a GET, parsed; whatever the status. */
  json<Body>(path: string): Promise<Body>;
  /** POST of files by name. @param query such as '?wait=30' */
  upload(files: Files, query?: string, headers?: Readonly<Record<string, string>>): Promise<Response>;
  /** Waits for the answer of one document, however long it takes. */
  answer(id: string): Promise<DocumentView>;
  /** DELETE of a document. */
  remove(id: string): Promise<Response>;
  /** Ends it, by SIGTERM unless told otherwise. */
  stop(signal?: NodeJS.Signals): Promise<Ended>;
}

const started: DocketProcess[] = [];

export async function startPlatform(
  cwd: string,
  { apps = [], variables = {} }: { apps?: readonly string[]; variables?: Variables } = {},
): Promise<RunningPlatform> {
  const only = apps.flatMap((app) => ['--app', app]);
  const process = startDocket(['start', '--json', ...only], cwd, { DOCKET_PORT: '0', ...variables });
  started.push(process);
  let over = false;
  void process.ended.then(() => {
    over = true;
  });
  await until('the platform listens', () => over || process.output.stdout.endsWith('}\n'));
  const { stdout, stderr } = process.output;
  const { url, sign_in: signIn = '' } = JSON.parse(stdout || '{}') as { url?: string; sign_in?: string };
  if (over || url === undefined) throw new Error(`The platform does not start:\n${stderr}${stdout}`);

  const request = (path: string, init: RequestInit = {}) =>
    fetch(url + path, { ...init, headers: { ...bearer(cwd), ...(init.headers as Record<string, string>) } });
  const get = (path: string) => request(path);
  const json = async <Body>(path: string) => (await (await get(path)).json()) as Body;
  return {
    ...{ url, process, signIn, request, get, json },
    upload: (files, query = '', headers = {}) =>
      request(`/api/v1/documents${query}`, { method: 'POST', body: formOf(files), headers }),
    answer: (id) =>
      until(`document ${id} has its answer`, async () => {
        const view = await json<DocumentView>(`/api/v1/documents/${id}`);
        return ['classified', 'review', 'rejected', 'failed'].includes(view.status) && view;
      }),
    remove: (id) => request(`/api/v1/documents/${id}`, { method: 'DELETE' }),
    stop: (signal = 'SIGTERM') => {
      process.child.kill(signal);
      return process.ended;
    },
  };
}

/** The header that shows the token of a workspace. */
export const bearer = (workspace: string): { authorization: string } => ({
  authorization: `Bearer ${readFileSync(join(workspace, '.docket/token'), 'utf8').trim()}`,
});

/** For `afterEach` or `afterAll`: whatever a test left running is ended. */
export async function stopPlatforms(): Promise<void> {
  for (const { child } of started) child.kill('SIGKILL');
  await Promise.all(started.splice(0).map(({ ended }) => ended));
}

export function formOf(files: Files): FormData {
  const form = new FormData();
  for (const [name, content] of Object.entries(files)) form.append('file', new Blob([content]), name);
  return form;
}

/** The documents of an upload's reply. */
export const documentsOf = async (reply: Response): Promise<DocumentView[]> =>
  ((await reply.json()) as { documents: DocumentView[] }).documents;

/** What every refusal looks like: problem details with a stable code, and nothing of our insides. */
export async function problemOf(reply: Response): Promise<Problem> {
  expect(reply.headers.get('content-type')).toContain('application/problem+json');
  const text = await reply.text();
  expect(text).not.toMatch(/node_modules|\.[jt]s:\d+|\bat \w+ \(/);
  const problem = JSON.parse(text) as Problem;
  expect(problem).toMatchObject({
    type: `urn:docket:error:${problem.code}`,
    status: reply.status,
    request_id: reply.headers.get('x-request-id'),
  });
  return problem;
}

/** Looks again and again. @returns the first value that is not false @throws where it does not come in {@link PATIENCE} */
export async function until<Value>(
  what: string,
  look: () => Promise<Value | false> | Value | false,
): Promise<Value> {
  for (const end = Date.now() + PATIENCE; ; await pause(20)) {
    const value = await look();
    if (value !== false) return value;
    if (Date.now() > end) throw new Error(`Waited in vain until ${what}.`);
  }
}
