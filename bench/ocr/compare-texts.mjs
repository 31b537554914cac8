/** How far a reading is from the truth, as it stands and without regard to the order of words. */

/** Levenshtein distance of two strings, in memory of one row. */
export function editDistance(one, other) {
  const row = Uint32Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i += 1) {
    let diagonal = row[0];
    row[0] = i;
    for (let j = 1; j <= other.length; j += 1) {
      const substituted = diagonal + (one.charCodeAt(i - 1) === other.charCodeAt(j - 1) ? 0 : 1);
      diagonal = row[j];
      row[j] = Math.min(substituted, row[j] + 1, row[j - 1] + 1);
    }
  }
  return row[other.length];
}

const wordsOf = (text) => text.normalize('NFKC').split(/\s+/u).filter(Boolean);

/**
 * Errors without regard to order: each true word takes the nearest word read that is still free; what is left over on
 * either side counts in full. Annotations of forms and receipts list fields, not lines, so plain CER mostly measures order.
 */
export function errors(truth, reading) {
  const expected = wordsOf(truth);
  const free = new Map();
  for (const word of wordsOf(reading)) free.set(word, (free.get(word) ?? 0) + 1);
  const take = (word) => (free.get(word) === 1 ? free.delete(word) : free.set(word, free.get(word) - 1));
  let exact = 0;
  const open = expected.filter((word) => {
    if (!free.has(word)) return true;
    take(word);
    exact += 1;
    return false;
  });
  const pairs = open
    .flatMap((word, index) =>
      [...free.keys()].map((candidate) => ({
        word,
        index,
        candidate,
        distance: editDistance(word, candidate),
      })),
    )
    .filter(({ word, distance }) => distance < word.length)
    .sort((one, two) => one.distance / one.word.length - two.distance / two.word.length);
  const done = new Set();
  let wrong = 0;
  for (const { index, candidate, distance } of pairs) {
    if (done.has(index) || !free.has(candidate)) continue;
    done.add(index);
    take(candidate);
    wrong += distance;
  }
  open.forEach((word, index) => {
    if (!done.has(index)) wrong += word.length;
  });
  let invented = 0;
  for (const [word, count] of free) invented += word.length * count;
  return {
    characters: expected.join('').length,
    words: expected.length,
    /** Characters of the truth missed or misread. */
    wrong,
    /** Characters read that stand nowhere. */
    invented,
    exact,
    inOrder: editDistance(expected.join(' '), wordsOf(reading).join(' ')),
  };
}
