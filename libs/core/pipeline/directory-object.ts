/**
 * DVC's `.dir` object: the listing of a directory, whose md5 names the directory's content.
 *
 *   [{"md5": "37b51d…", "relpath": "bar"}, {"md5": "acbd18…", "relpath": "foo"}]     → <md5 of this text>.dir
 *
 * Written as Python's `json.dumps(sort_keys=True)` writes it, entries in code-point order of relpath.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { compareCodePoints } from '#contracts/compare-code-points.js';
import { pythonString } from '#contracts/python-json.js';

export interface DirectoryEntry {
  md5: string;
  /** From the directory, '/' between. */
  relpath: string;
}

export const md5Of = (bytes: Uint8Array | string): string => createHash('md5').update(bytes).digest('hex');

/** @param entries in any order */
export function directoryText(entries: readonly DirectoryEntry[]): string {
  const sorted = [...entries].sort((left, right) => compareCodePoints(left.relpath, right.relpath));
  return `[${sorted.map(({ md5, relpath }) => `{"md5": "${md5}", "relpath": ${pythonString(relpath)}}`).join(', ')}]`;
}

/** @returns the name of the directory's content: md5 of its text, and '.dir' */
export const directoryMd5 = (text: string): string => `${md5Of(text)}.dir`;

const DirectorySchema = z.array(z.looseObject({ md5: z.string(), relpath: z.string() }));

/** @returns null where the text is no listing, or names a path outside the directory */
export function parseDirectoryText(text: string): DirectoryEntry[] | null {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return null;
  }
  const parsed = DirectorySchema.safeParse(json);
  if (!parsed.success) return null;
  const escapes = parsed.data.some(
    ({ relpath }) => relpath.startsWith('/') || relpath.split('/').includes('..'),
  );
  return escapes ? null : parsed.data;
}
