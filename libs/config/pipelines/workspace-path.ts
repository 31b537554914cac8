/** Where a path written in pipelines.yaml is, and why it cannot be there. */
import { posix } from 'node:path';
import { leadsOut } from '#contracts/leads-out.js';

export type WorkspacePath = { path: string } | { problem: string };

/**
 * @param folder what `written` counts from, from the workspace's root; '' for the root
 * @returns the path from the root, '/' between, without '.' and '..'; '' for the root itself
 */
export function workspacePath(folder: string, written: string): WorkspacePath {
  if (written.trim() === '')
    return { problem: `'${written}' is no path that anybody could read in an error or a lock; name it.` };
  if (/^[a-z][a-z\d+.-]+:\/\//i.test(written)) {
    return {
      problem: `'${written}' is an address; stages read and make files of the workspace only: fetch it in a stage's cmd.`,
    };
  }
  if (posix.isAbsolute(written)) {
    return {
      problem: `'${written}' lies outside the workspace, or is written as if it did; write it from here, and move it inside.`,
    };
  }
  const joined = posix.join(folder === '' ? '.' : folder, written);
  if (leadsOut(joined)) {
    return {
      problem: `'${written}' lies outside the workspace; move it inside, or make the directory above the workspace.`,
    };
  }
  const path = joined.replace(/\/$/, '');
  return { path: path === '.' ? '' : path };
}
