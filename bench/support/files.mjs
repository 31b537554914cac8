/** The files that benches work on. */
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

/** Removed when the process ends. */
export const scratchDirectory = () => {
  const directory = mkdtempSync(join(tmpdir(), 'docket-bench-'));
  process.on('exit', () => rmSync(directory, { recursive: true, force: true }));
  return directory;
};

export const md5 = (bytes) => createHash('md5').update(bytes).digest('hex');

/** Paths of all files from the directory, sorted; none where there is none. */
export const filesBelow = (directory) =>
  existsSync(directory)
    ? readdirSync(directory, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => relative(directory, join(entry.parentPath, entry.name)))
        .sort()
    : [];

/** Everything of a workspace that is the user's: 'path md5' each. */
export const contentOf = (directory) =>
  filesBelow(directory)
    .filter((path) => !/^\.(docket|git)\//.test(path))
    .map((path) => `${path} ${md5(readFileSync(join(directory, path)))}`);

/** A document as the stage `etl` leaves it. */
export const extractedText = (text) => {
  const words = { text, words: [], confidence: null };
  const page = { number: 1, width: 0, height: 0, source: 'plain-text', rotation: 0, skew: 0, ...words };
  const engine = { name: 'plain-text', version: '1', languages: [] };
  const facts = { media_type: 'text/plain', bytes: text.length, pages: [page], language: 'eng', engine };
  return JSON.stringify({ format: 'docket/document@1', ...facts });
};
