/** Five thousand requests made from our own OpenAPI, good and bad: none is a fault of ours, and every reply is as described. */
import { ERROR_CODES, type ErrorCode } from '#contracts/error-codes.js';
import { ProblemSchema } from '#contracts/problem.schema.js';
import { accountToken } from '../../support/account-token.js';
import { describeLong } from '../../support/long-tests.js';
import { complaintsOf, type FuzzedRequest, Fuzzer, operationsOf } from '../../support/openapi-fuzz.js';
import { platformBed } from '../../support/platform-bed.js';
import { documentsOf } from '../../support/running-platform.js';
import { newDocument } from '../../support/trained-workspace.js';

const REQUESTS = 1_000;
const ROUNDS = [1, 2, 3, 4, 5];
const AT_ONCE = 6;
/** Without an end, or minutes long: they have tests of their own. */
const LEFT_OUT = ['GET /api/v1/events', 'POST /api/v1/admin/runs'];

/** What is wrong with a reply, in words; empty where nothing. */
async function wrongWith({ operation, url, init }: FuzzedRequest, reply: Response): Promise<string[]> {
  const text = await reply.text();
  const told = (what: string) => `${init.method} ${url} ${init.body ?? ''} → ${reply.status}: ${what}`;
  const type = reply.headers.get('content-type') ?? '';
  if (reply.status >= 400) {
    // Readiness tells of itself in its own words.
    if (reply.status === 503 && operation.replies['503'] && !type.includes('problem')) return [];
    if (!type.startsWith('application/problem+json'))
      return [told(`no problem details but ${type} ${text.slice(0, 200)}`)];
    const problem = ProblemSchema.safeParse(JSON.parse(text));
    if (!problem.success) return [told(problem.error.message)];
    const { code, status } = problem.data;
    const known = ERROR_CODES[code as ErrorCode];
    if (status === 500 || known?.status !== reply.status || status !== reply.status) return [told(text)];
    return [];
  }
  if (!(reply.status in operation.replies)) return [told('is not described')];
  const described = operation.replies[reply.status];
  if (!described) return [];
  if (!type.startsWith(described.type)) return [told(`${type} instead of ${described.type}`)];
  return complaintsOf(described.schema, JSON.parse(text)).map(told);
}

describeLong('fuzzed routes', () => {
  const bed = platformBed();

  test.each(ROUNDS)(
    'no request is answered with 500, and every reply is as OpenAPI describes it (%i)',
    async (seed) => {
      const { platform } = bed;
      const upload = await platform.upload({ 'a.txt': newDocument('letter'), 'b.txt': 'Dear' }, '?wait=60');
      const [one, two] = await documentsOf(upload);
      await accountToken(platform, { name: `ann${seed}`, role: 'user', scopes: ['documents:read'] });
      const operations = operationsOf(await platform.json('/openapi.json')).filter(
        ({ method, path }) => !LEFT_OUT.includes(`${method} ${path}`),
      );
      expect(operations.length).toBeGreaterThan(60);
      const fuzzer = new Fuzzer(seed, {
        id: [one!.id, two!.id, one!.batch!],
        ...{ name: [`ann${seed}`], version: ['1', 'live', 'latest'], alias: ['candidate', 'live'] },
        ...{ model: ['classifier'], number: ['1', '2'], delivery: ['1'] },
      });
      const requests = Array.from({ length: REQUESTS }, (_, at) =>
        fuzzer.request(operations[at % operations.length]!),
      );
      const wrong: string[] = [];
      const statuses: Record<number, number> = {};
      await Promise.all(
        Array.from({ length: AT_ONCE }, async () => {
          for (let request = requests.shift(); request; request = requests.shift()) {
            const ask = () => platform.request(request.url, request.init);
            // A connection that the server closes as idle at the very moment of its reuse is asked for once more.
            const reply = await ask().catch(ask);
            statuses[reply.status] = (statuses[reply.status] ?? 0) + 1;
            wrong.push(...(await wrongWith(request, reply)));
          }
        }),
      );
      expect({ seed, wrong: wrong.slice(0, 20) }).toEqual({ seed, wrong: [] });
      // It reached what is behind the checks, too.
      for (const status of [200, 400, 404]) expect(statuses[status]).toBeGreaterThan(REQUESTS / 100);
      expect((await platform.get('/health/ready')).status).toBe(200);
    },
  );
});
