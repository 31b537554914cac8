/** Chromium, where it is installed; suites that need it skip by name where it is absent. */
import { existsSync } from 'node:fs';
import type { Browser } from 'playwright-core';

const PROGRAM = process.env.DOCKET_TEST_CHROMIUM ?? '/usr/bin/chromium';

export async function openBrowser(): Promise<Browser> {
  const { chromium } = await import('playwright-core');
  return chromium.launch({
    executablePath: PROGRAM,
    // Tests may run as root and on machines without a graphics card.
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  });
}

/** `describe` on machines that have Chromium, else a skipped suite that says why. */
export const describeWithBrowser = (name: string, suite: () => void): void => {
  if (existsSync(PROGRAM)) describe(name, suite);
  else describe.skip(`${name} (chromium is not installed)`, suite);
};
