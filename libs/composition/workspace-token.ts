/** `.docket/token`: the API token of the workspace, for commands and people who may read its files. */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeWholeFile } from '#adapters/write-whole-file.js';
import { apiToken, isApiToken, SECRET_BYTES } from '#core/accounts/secret.js';
import { guardState } from './keep-out-of-git.js';
import type { Workspace } from './open-workspace.js';

/** For its owner alone. */
const MODE = 0o600;

export const workspaceTokenPath = ({ state }: Workspace): string => join(state, 'token');

/** @returns null where there is none, or it may not be read */
export function readWorkspaceToken(workspace: Workspace): string | null {
  const token = readSecret(workspaceTokenPath(workspace));
  return token !== null && isApiToken(token) ? token : null;
}

/** Makes one where there is none. */
export function ensureWorkspaceToken(workspace: Workspace): string {
  const token = readWorkspaceToken(workspace);
  if (token !== null) return token;
  const made = apiToken(randomBytes(SECRET_BYTES));
  writeWorkspaceToken(workspace, made);
  return made;
}

export function writeWorkspaceToken(workspace: Workspace, token: string): void {
  guardState(workspace);
  writeWholeFile(workspaceTokenPath(workspace), `${token}\n`, workspace.scratch, {
    mode: MODE,
    durable: true,
  });
}

/** What signs the sessions of people, kept so that they outlast a restart. @returns DOCKET_JWT_SECRET where it is set */
export function ensureSigningSecret(workspace: Workspace): string {
  const { settings, state, scratch } = workspace;
  if (settings.jwtSecret !== undefined) return settings.jwtSecret;
  const path = join(state, 'jwt-secret');
  const known = readSecret(path);
  if (known !== null) return known;
  guardState(workspace);
  try {
    const made = randomBytes(SECRET_BYTES).toString('base64url');
    writeWholeFile(path, `${made}\n`, scratch, { mode: MODE, durable: true, replace: false });
    return made;
  } catch (error) {
    // Another process was quicker.
    const theirs = readSecret(path);
    if (theirs === null) throw error;
    return theirs;
  }
}

function readSecret(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim() || null;
  } catch {
    return null;
  }
}
