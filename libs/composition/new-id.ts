/** Opaque ids that sort by the time they were made: 10 digits of milliseconds, 16 of chance, in Crockford's base 32. */
import { randomBytes } from 'node:crypto';

const DIGITS = '0123456789abcdefghjkmnpqrstvwxyz';

/** Whatever {@link newId} makes with this prefix. */
export const idForm = (prefix: string): RegExp => new RegExp(`^${prefix}_[${DIGITS}]{26}$`);

let latest = 0;

/** Later ids of this process sort after earlier ones, those of one millisecond and of a clock put back too. */
export function newId(prefix: string, now = Date.now()): string {
  latest = Math.max(now, latest + 1);
  let time = '';
  for (let rest = latest, digit = 0; digit < 10; digit++, rest = Math.floor(rest / 32))
    time = DIGITS[rest % 32] + time;
  const chance = Array.from(randomBytes(16), (byte) => DIGITS[byte % 32]).join('');
  return `${prefix}_${time}${chance}`;
}
