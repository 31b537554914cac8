/** Accounts for tests of who may do what, each with an API token. */
import type { MadeToken, Role, Scope } from '#contracts/account.schema.js';
import type { RunningPlatform } from './running-platform.js';

/** Makes the account, as the admin whose token lies in the workspace. @returns its token */
export async function accountToken(
  platform: Pick<RunningPlatform, 'request'>,
  { name, role, scopes }: { name: string; role: Role; scopes: readonly Scope[] },
): Promise<string> {
  const post = async (path: string, body: object): Promise<unknown> => {
    const reply = await platform.request(`/api/v1/admin/users${path}`, {
      ...{ method: 'POST', headers: { 'content-type': 'application/json' } },
      body: JSON.stringify(body),
    });
    expect(reply.ok).toBe(true);
    return reply.json();
  };
  await post('', { name, role });
  return ((await post(`/${name}/tokens`, { name: 'tests', scopes })) as MadeToken).token;
}
