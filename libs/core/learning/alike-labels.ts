/** Labels that a person takes for one and the same: told before they are learned as two classes. */
import { visible } from '#contracts/visible-text.js';

/**
 * The first two labels that look the same: they differ in spaces around and between their words, in characters that are
 * not seen, or in how an accent is written down (é as one character or as two, as file systems do); with or without capitals
 * besides, which nobody means both of.
 * @returns undefined where all look different
 */
export const alikeToTheEye = (labels: readonly string[]): readonly [string, string] | undefined =>
  pairsOf(labels, looks)[0] ??
  alikeButForCapitals(labels).find(([one, other]) => one.toLowerCase() !== other.toLowerCase());

/** Labels that differ in capitals alone, and not just to the eye: it may be meant so, seldom is. */
export const alikeButForCapitals = (labels: readonly string[]): (readonly [string, string])[] =>
  pairsOf(labels, (label) => looks(label).toLowerCase());

/** Both in quotes, and with the codes of the characters that are not plain: quotes show spaces, and nothing shows these. */
export function namedApart(labels: readonly [string, string]): string {
  const plain = labels.every((label) => /^[\x20-\x7e]*$/u.test(label));
  const named = labels.map((label) => `'${visible(label)}'${plain ? '' : ` (written ${coded(label)})`}`);
  return named.join(' and ');
}

const looks = (label: string): string =>
  label
    .normalize('NFC')
    .replace(/\p{Cf}|\u034f/gu, '')
    .replace(/\s+/gu, ' ')
    .trim();

const coded = (label: string): string =>
  label.replace(
    /[^\x20-\x7e]/gu,
    (character) => `\\u{${character.codePointAt(0)!.toString(16).padStart(4, '0')}}`,
  );

function pairsOf(labels: readonly string[], keyOf: (label: string) => string): (readonly [string, string])[] {
  const known = new Map<string, string>();
  return [...new Set(labels)].flatMap((label) => {
    const key = keyOf(label);
    const first = known.get(key);
    if (first === undefined) known.set(key, label);
    return first === undefined ? [] : [[first, label] as const];
  });
}
