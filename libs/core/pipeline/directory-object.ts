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
import { isOfTool } from '#contracts/ground.js';
import { isObjectName } from '#contracts/object-name.js';
import { pythonString } from '#contracts/python-json.js';
import { ancestors } from './path-overlap.js';

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
/** Bytes of a name and of a path that no file system or system call takes more of. */
const [LONGEST_NAME, LONGEST_PATH] = [255, 4095];

/** @returns null where the text is no listing, or names what cannot lie in a directory: outside of it, or twice */
export function parseDirectoryText(text: string): DirectoryEntry[] | null {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return null;
  }
  const parsed = DirectorySchema.safeParse(json);
  if (!parsed.success) return null;
  const entries = parsed.data;
  const files = new Set(entries.map(({ relpath }) => relpath));
  const can = ({ md5, relpath }: DirectoryEntry): boolean =>
    isObjectName(md5) &&
    !md5.endsWith('.dir') &&
    isPlain(relpath) &&
    !ancestors(relpath).some((folder) => files.has(folder));
  return files.size === entries.length && entries.every(can) ? entries : null;
}

/** Names of any script and with any sign, but of no tool's own folder. */
const isPlain = (relpath: string): boolean =>
  !/\p{Cs}/u.test(relpath) &&
  !relpath.includes('\0') &&
  Buffer.byteLength(relpath) <= LONGEST_PATH &&
  relpath
    .split('/')
    .every(
      (name) =>
        name !== '' &&
        name !== '.' &&
        name !== '..' &&
        !isOfTool(name) &&
        Buffer.byteLength(name) <= LONGEST_NAME,
    );
