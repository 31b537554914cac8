/** Where the language data of npm lies: packages @tesseract.js-data/<language>, found as Node finds packages. */
import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The edition in use: LSTM weights as 8-bit integers of the most accurate models; a fifth of the full download. */
export const LANGUAGE_DATA_EDITION = '4.0.0_best_int';

const require = createRequire(import.meta.url);
const SCOPE = '@tesseract.js-data';

/** @returns language code to the path of its gzipped data, for every installed language package */
export function languageFiles(): Record<string, string> {
  const files: Record<string, string> = {};
  for (const root of require.resolve.paths(SCOPE) ?? []) {
    const scope = join(root, SCOPE);
    if (!existsSync(scope)) continue;
    for (const language of readdirSync(scope)) {
      const file = languageFile(language);
      if (file && !(language in files)) files[language] = file;
    }
  }
  return files;
}

function languageFile(language: string): string | null {
  try {
    const folder = dirname(require.resolve(`${SCOPE}/${language}/package.json`));
    const file = join(folder, LANGUAGE_DATA_EDITION, `${language}.traineddata.gz`);
    return existsSync(file) ? file : null;
  } catch {
    return null;
  }
}
