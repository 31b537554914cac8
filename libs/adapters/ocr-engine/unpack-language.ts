/** Unpacks a language's data where a program can read it, once per machine and edition. */
import { access, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
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
    await mkdir(folder, { recursive: true });
    // Whole or not at all: another process may read the folder meanwhile.
    const temporary = `${file}.${process.pid}.${Math.trunc(performance.now() * 1000)}`;
    await writeFile(temporary, gunzipSync(await readFile(packed)));
    await rename(temporary, file);
  }
  return folder;
}
