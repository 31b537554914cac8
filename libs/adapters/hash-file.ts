/** The md5 of a file: small ones in one read, large ones as a stream. */
import { createHash } from 'node:crypto';
import { createReadStream, readFileSync } from 'node:fs';

/** Below this, one blocking read costs less than setting up a stream. */
const SMALL = 1024 * 1024;

export async function hashFile(path: string, size: number): Promise<string> {
  const hash = createHash('md5');
  if (size <= SMALL) return hash.update(readFileSync(path)).digest('hex');
  for await (const chunk of createReadStream(path, { highWaterMark: SMALL })) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
