/** What a commit must never take along: credentials in a file that describes remotes. */
import { holdsSecret } from '#config/remotes/holds-secret.js';

const dvc = (line: string) =>
  `[core]\n    remote = r\n['remote "r"']\n    url = s3://bucket/prefix\n    ${line}\n`;

test.each([
  'access_key_id = AKIA1',
  'secret_access_key = hush',
  'session_token = hush',
  'sse_customer_key = aGk=',
  'password = "hush"',
  'connection_string = AccountKey=hush',
  'account_key = hush',
  'gdrive_client_secret = hush',
  'url = webdavs://me:hush@example.org/data',
])('%s in .dvc/config is a secret', (line) => {
  expect(holdsSecret(dvc(line))).toBe(true);
});

test.each([
  'profile = archive',
  'endpointurl = https://s3.example.org:9000',
  'sse_kms_key_id = arn:aws:kms:eu-central-1:1:key/2',
  'ask_password = true',
  'url = ssh://me@example.org/data',
])('%s is none', (line) => {
  expect(holdsSecret(dvc(line))).toBe(false);
});

test('remotes.yaml has no key for secrets; an address with a password in it is one all the same', () => {
  const file = (endpoint: string) => `remotes:\n  r:\n    url: s3://bucket\n    endpoint: ${endpoint}\n`;
  expect(holdsSecret(file('https://s3.example.org:9000'))).toBe(false);
  expect(holdsSecret(file('https://me:hush@s3.example.org:9000'))).toBe(true);
});
