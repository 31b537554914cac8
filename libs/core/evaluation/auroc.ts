/** Probability that a known document is more familiar than a strange one, ties counting half (Mann and Whitney 1947). */

/** @returns null where either are none */
export function auroc(known: readonly number[], strange: readonly number[]): number | null {
  if (known.length === 0 || strange.length === 0) return null;
  const all = [...known.map((value) => ({ value, own: 1 })), ...strange.map((value) => ({ value, own: 0 }))];
  all.sort((left, right) => left.value - right.value);
  let ranks = 0;
  for (let at = 0; at < all.length; ) {
    let end = at;
    while (all[end]?.value === all[at]!.value) end += 1;
    // Equal values share the middle of their ranks.
    for (let place = at; place < end; place++) ranks += all[place]!.own * ((at + end + 1) / 2);
    at = end;
  }
  return (ranks - (known.length * (known.length + 1)) / 2) / (known.length * strange.length);
}
