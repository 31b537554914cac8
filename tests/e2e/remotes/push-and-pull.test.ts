/** Push, lose everything, pull: the same bytes, in built processes, through kills and outages, on every remote. */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { docket, startDocket } from '../../support/docket-process.js';
import { type FakeRequest, startFakeS3 } from '../../support/fake-s3.js';
import { testLong } from '../../support/long-tests.js';
import {
  closeS3,
  describeWithS3,
  directoryRemote,
  s3Environment,
  s3Remote,
  type TestRemote,
} from '../../support/remotes.js';
import {
  removeScratchWorkspaces,
  type ScratchWorkspace,
  scratchWorkspace,
} from '../../support/scratch-workspace.js';

afterEach(removeScratchWorkspaces);
afterAll(closeS3);
const COUNT = 120;
const PIPELINE = `stages:
  work:
    cmd: mkdir -p out && cp -r in/. out && head -c 20000000 /dev/zero > out/large && date +%N > out/when
    deps: [in]
    outs: [out]
`;

/** A workspace whose data was made once and would be different if it were made again. */
const prepared = async (environment: Record<string, string> = {}, pipeline = PIPELINE) => {
  const lines = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  const files: Record<string, string> = { 'pipelines.yaml': pipeline, '.env': lines.join('\n') };
  for (let index = 0; index < COUNT; index++)
    files[`in/${index % 7}/${index}.txt`] = `text ${index}\n`.repeat(40);
  const workspace = await scratchWorkspace(files);
  expect((await docket(['repro', '--quiet'], workspace.directory)).code).toBe(0);
  return workspace;
};
const fingerprint = (workspace: ScratchWorkspace): string => {
  const hash = createHash('md5');
  for (const folder of ['in', 'out']) {
    const root = workspace.path(folder);
    const files = existsSync(root) ? readdirSync(root, { recursive: true, withFileTypes: true }) : [];
    const paths = files.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    for (const path of paths.sort()) hash.update(path.slice(root.length)).update(readFileSync(path));
  }
  return hash.digest('hex');
};
const loseAll = (workspace: ScratchWorkspace) => {
  for (const path of ['in', 'out', '.docket']) rmSync(workspace.path(path), { recursive: true, force: true });
};
const strays = (workspace: ScratchWorkspace): string[] =>
  ['.docket/tmp', '.docket/cache/tmp', '.docket/claims'].flatMap((path) =>
    existsSync(workspace.path(path)) ? readdirSync(workspace.path(path)) : [],
  );
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
/** In each of two directions, on each of two remotes. */
const KILLS = Math.ceil(Number(process.env.DOCKET_TEST_KILLS ?? 8) / 4);

/** Every directory object there has all its files there. */
const promisesNothingMissing = async (place: TestRemote) => {
  const keys = new Set(await place.keys());
  for (const key of keys) {
    if (!key.endsWith('.dir')) continue;
    for (const { md5 } of JSON.parse(String(await place.read(key))) as { md5: string }[])
      expect(keys).toContain(`files/md5/${md5.slice(0, 2)}/${md5.slice(2)}`);
  }
};

const suite = (make: () => Promise<TestRemote>, environment: () => Record<string, string>) => () => {
  testLong(
    'what is lost here comes back to the byte; killed at any moment, the next run completes it',
    async () => {
      const place = await make();
      const workspace = await prepared(environment());
      const before = fingerprint(workspace);
      const lock = await workspace.text('pipelines.lock');
      let kills = 0;
      for (let kill = 0; kill < KILLS; kill++) {
        const push = startDocket(['push', '--remote', place.url], workspace.directory);
        await push.says('Looking');
        await pause(Math.random() * 250);
        push.child.kill('SIGKILL');
        if ((await push.ended).signal === 'SIGKILL') kills++;
        await promisesNothingMissing(place);
      }
      const push = await docket(['push', '--remote', place.url, '--json'], workspace.directory);
      expect(push.code).toBe(0);
      expect(JSON.parse(push.stdout).failed).toEqual([]);
      await promisesNothingMissing(place);
      expect((await place.keys()).filter((key) => !key.startsWith('files/md5/'))).toEqual([]);

      loseAll(workspace);
      for (let kill = 0; kill < KILLS; kill++) {
        const pull = startDocket(['pull', '--remote', place.url], workspace.directory);
        await pull.says('Fetching');
        await pause(Math.random() * 250);
        pull.child.kill('SIGKILL');
        if ((await pull.ended).signal === 'SIGKILL') kills++;
      }
      expect(kills).toBeGreaterThan(0);
      const pull = await docket(['pull', '--remote', place.url, '--json'], workspace.directory);
      expect(pull.code).toBe(0);
      expect(fingerprint(workspace)).toBe(before);
      expect(strays(workspace)).toEqual([]);
      expect(await workspace.text('pipelines.lock')).toBe(lock);
      const { stdout } = await docket(['repro', '--json'], workspace.directory);
      expect(JSON.parse(stdout).stages[0].state).toBe('unchanged');
      expect(fingerprint(workspace)).toBe(before);
    },
  );
};

describe(
  'a directory',
  suite(directoryRemote, () => ({})),
);
describeWithS3('S3', suite(s3Remote, s3Environment));

describe('a server that fails in the middle', () => {
  const servedBy = async (patience: string) => {
    const server = await startFakeS3();
    const environment = {
      ...{ DOCKET_S3_ENDPOINT: server.endpoint, AWS_ACCESS_KEY_ID: 'me', AWS_SECRET_ACCESS_KEY: 'geheim' },
      ...{ DOCKET_REMOTE_PATIENCE: patience, DOCKET_REMOTE: 's3://bucket/team' },
    };
    // Small, because the fake knows no uploads in parts.
    const workspace = await prepared(environment, PIPELINE.replace('head -c 20000000', 'head -c 20'));
    return { server, workspace };
  };

  testLong('an outage of a moment is waited out, in push and in pull, and told', async () => {
    const { server, workspace } = await servedBy('30');
    try {
      const before = fingerprint(workspace);
      /** From the 20th request on, and for a second. */
      const outage = (method: string) => {
        let seen = 0;
        let ends = 0;
        server.fault = (request: FakeRequest) => {
          if (request.method !== method || ++seen < 20) return null;
          ends ||= Date.now() + 1000;
          return Date.now() < ends ? 'reset' : null;
        };
      };
      outage('PUT');
      const push = await docket(['push'], workspace.directory);
      expect(push.stderr).toContain('Trying again');
      expect(push.code).toBe(0);
      loseAll(workspace);
      outage('GET');
      const pull = await docket(['pull'], workspace.directory);
      expect(pull.stderr).toContain('Trying again');
      expect(pull.code).toBe(0);
      expect(fingerprint(workspace)).toBe(before);
    } finally {
      await server.close();
    }
  });

  testLong(
    'one that hangs for good ends with its code; afterwards the rest goes, and the whole comes back',
    async () => {
      const { server, workspace } = await servedBy('1');
      try {
        const before = fingerprint(workspace);
        let seen = 0;
        server.fault = ({ method }) => (method === 'PUT' && ++seen > 30 ? 'hang' : null);
        const hung = await docket(['push', '--json'], workspace.directory);
        expect(hung.code).toBe(1);
        expect(JSON.parse(hung.stdout).error).toMatchObject({ code: 'remote/unavailable', retryable: true });
        server.fault = () => null;
        const rest = JSON.parse((await docket(['push', '--json'], workspace.directory)).stdout);
        expect(rest.failed).toEqual([]);
        expect(rest.present).toBeGreaterThanOrEqual(20);

        loseAll(workspace);
        seen = 0;
        server.fault = ({ method }) => (method === 'GET' && ++seen > 30 ? 'hang' : null);
        const stuck = await docket(['pull', '--json'], workspace.directory);
        expect(JSON.parse(stuck.stdout).error).toMatchObject({ code: 'remote/unavailable' });
        expect(strays(workspace)).toEqual([]);
        server.fault = () => null;
        expect((await docket(['pull', '--quiet'], workspace.directory)).code).toBe(0);
        expect(fingerprint(workspace)).toBe(before);
      } finally {
        await server.close();
      }
    },
  );

  test('Ctrl-C ends it cleanly, and the next push continues', async () => {
    const { server, workspace } = await servedBy('30');
    try {
      let seen = 0;
      server.fault = ({ method }) => (method === 'PUT' && ++seen > 30 ? 'hang' : null);
      const push = startDocket(['push', '--json'], workspace.directory);
      await push.says('Pushing');
      while (seen <= 30) await pause(10);
      push.child.kill('SIGINT');
      const { code, stdout } = await push.ended;
      expect(code).toBe(1);
      expect(JSON.parse(stdout).error).toMatchObject({ code: 'remote/interrupted' });
      server.fault = () => null;
      expect((await docket(['push', '--quiet'], workspace.directory)).code).toBe(0);
    } finally {
      await server.close();
    }
  });
});

const openssl = spawnSync('openssl', ['version']).status === 0;
(openssl ? test : test.skip)(
  "a server of one's own authority is trusted where its certificate is named (needs openssl)",
  async () => {
    const workspace = await scratchWorkspace({ 'pipelines.yaml': 'stages: {}' });
    const [key, cert] = [workspace.path('key.pem'), workspace.path('cert.pem')];
    const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
    const how = ['-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2'];
    execFileSync('openssl', ['req', ...how, '-keyout', key, '-out', cert, ...subject], { stdio: 'ignore' });
    const server = await startFakeS3({ key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') });
    try {
      await workspace.write({ '.env': 'AWS_ACCESS_KEY_ID=me\nAWS_SECRET_ACCESS_KEY=geheim\n' });
      const add = ['remote', 'add', 'team', 's3://bucket/team', '--endpoint', server.endpoint];
      expect((await docket(add, workspace.directory)).code).toBe(0);
      const check = async () => docket(['remote', 'check', '--json'], workspace.directory);
      const refused = JSON.parse((await check()).stdout).error;
      expect(refused.code).toBe('remote/untrusted-certificate');
      expect(refused.message).toContain('AWS_CA_BUNDLE');
      expect((await docket([...add, '--ca', cert, '--force'], workspace.directory)).code).toBe(0);
      expect((await check()).code).toBe(0);
      expect(server.objects.size).toBe(0);
    } finally {
      await server.close();
    }
  },
);
