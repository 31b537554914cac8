/** Where the real documents lie that tests read in place; suites that need them skip by name where they are absent. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

const root = resolve(process.env.DOCKET_TEST_DATA ?? '../shared/data');

/** Absolute path of a file or folder of the real documents. */
export const realData = (path: string): string => resolve(root, path);

export const realDataPresent = existsSync(resolve(root, 'manifest.csv'));

/** `describe` on machines that have the real documents, else a skipped suite that says why. */
export const describeWithRealData = (name: string, suite: () => void): void => {
  if (realDataPresent) describe(name, suite);
  else describe.skip(`${name} (the folder of real documents is absent)`, suite);
};
