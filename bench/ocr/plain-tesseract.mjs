/** The yardstick: the installed tesseract on the file as it is, one thread, the same language data. */
import { spawn } from 'node:child_process';

/**
 * @param dpi to assume; by default what the file says, or tesseract's own guess
 * @returns its text; empty where it fails
 */
export function plainTesseract(path, tessdata, dpi = null) {
  const resolution = dpi === null ? [] : ['--dpi', String(Math.round(dpi))];
  return new Promise((resolve) => {
    const program = spawn('tesseract', [path, '-', '--tessdata-dir', tessdata, '-l', 'eng', ...resolution], {
      env: { ...process.env, OMP_THREAD_LIMIT: '1' },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const parts = [];
    program.stdout.on('data', (part) => parts.push(part));
    program.on('close', () => resolve(Buffer.concat(parts).toString('utf8')));
  });
}

/** Runs `work` on every item, so many at a time. */
export async function inParallel(items, lanes, work) {
  const results = [];
  let next = 0;
  const lane = async () => {
    while (next < items.length) {
      const at = next++;
      results[at] = await work(items[at], at);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return results;
}
