/** A share as people read it, never rounded to nothing or to all where it is neither: '83.4 %', '< 0.1 %', '> 99.9 %'. */
export function shownShare(share: number): string {
  if (share > 0 && share < 0.001) return '< 0.1 %';
  if (share < 1 && share > 0.999) return '> 99.9 %';
  return `${(share * 100).toFixed(1)} %`;
}

/** With its 95 % interval, where there is one: '83.4 % (79.1 to 87.0)'. */
export const shownWithRange = (share: number, interval: readonly [number, number] | null): string =>
  interval === null
    ? shownShare(share)
    : `${shownShare(share)} (${(interval[0] * 100).toFixed(1)} to ${(interval[1] * 100).toFixed(1)})`;
