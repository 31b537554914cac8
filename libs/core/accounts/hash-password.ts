/** Passwords as scrypt hashes, with cost and salt beside them, so that a later cost leaves earlier ones readable. */
import { type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';

/** 128 · 2^log2N · r bytes of memory, p times one after the other. */
export interface HashCost {
  log2N: number;
  r: number;
  p: number;
}

/** OWASP's third choice: 32 MB and 0.2 s a try; its first takes 128 MB, for which there is no room many times at once. */
export const HASH_COST: HashCost = { log2N: 15, r: 8, p: 3 };
const BYTES = 32;
/** Beside 128 · N · r bytes scrypt takes a little of its own. */
const SPARE_MEMORY = 4 * 2 ** 20;

/** @param salt 16 bytes of chance @returns `scrypt$log2N$r$p$salt$hash` */
export async function hashPassword(
  password: string,
  salt: Uint8Array,
  cost: HashCost = HASH_COST,
): Promise<string> {
  const { log2N, r, p } = cost;
  const hash = await derive(password, salt, cost);
  return ['scrypt', log2N, r, p, Buffer.from(salt).toString('base64url'), hash.toString('base64url')].join(
    '$',
  );
}

/** Takes equally long whether it matches or not. */
export async function passwordMatches(password: string, stored: string): Promise<boolean> {
  const [kind, log2N, r, p, salt = '', hash = ''] = stored.split('$');
  if (kind !== 'scrypt') return false;
  const cost = { log2N: Number(log2N), r: Number(r), p: Number(p) };
  const derived = await derive(password, Buffer.from(salt, 'base64url'), cost);
  const expected = Buffer.from(hash, 'base64url');
  return derived.length === expected.length && timingSafeEqual(derived, expected);
}

function derive(password: string, salt: Uint8Array, { log2N, r, p }: HashCost): Promise<Buffer> {
  const N = 2 ** log2N;
  const options: ScryptOptions = { N, r, p, maxmem: 128 * N * r + SPARE_MEMORY };
  // The same letters come from keyboards in more than one writing.
  const text = password.normalize('NFKC');
  return new Promise((resolve, reject) => {
    scrypt(text, salt, BYTES, options, (error, key) => (error ? reject(error) : resolve(key)));
  });
}
