/** Unpacks a language's data where a program can read it, once per machine and edition. */
import { access, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { writeWholeFile } from '../write-whole-file.js';
import { LANGUAGE_DATA_EDITION } from './language-data.js';

/**
 * @param packed path of the gzipped data
 * @returns the folder that holds `<language>.traineddata`
 */
export async function unpackLanguage(
  language: string,
  packed: string,
  cacheDirectory: string,
): Promise<string> {
  const folder = join(cacheDirectory, 'tessdata', LANGUAGE_DATA_EDITION);
  const file = join(folder, `${language}.traineddata`);
  try {
    await access(file);
  } catch {
    const temporary = join(cacheDirectory, 'tmp');
    // Whole or not at all: another process may read the folder meanwhile.
    writeWholeFile(file, gunzipSync(await readFile(packed)), temporary);
    // With what a killed process left half-unpacked.
    await rm(temporary, { recursive: true, force: true });
  }
  return folder;
}
