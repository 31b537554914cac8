/** A share as people read it, never rounded to nothing or to all where it is neither: '83.4 %', '< 0.1 %', '> 99.9 %'. */
export function shownShare(share: number): string {
  if (share > 0 && share < 0.001) return '< 0.1 %';
  if (share < 1 && share > 0.999) return '> 99.9 %';
  return `${(share * 100).toFixed(1)} %`;
}
