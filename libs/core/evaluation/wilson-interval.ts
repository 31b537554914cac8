/** 95 % interval of a share: right for small counts and for shares near 0 and 1 (Wilson 1927). */

/** 97.5 % quantile of the normal distribution. */
const Z = 1.959964;

/** @returns null where nothing was counted */
export function wilsonInterval(hits: number, total: number): [number, number] | null {
  if (total === 0) return null;
  const share = hits / total;
  const spread = 1 + Z ** 2 / total;
  const centre = (share + Z ** 2 / (2 * total)) / spread;
  const half = (Z * Math.sqrt((share * (1 - share)) / total + Z ** 2 / (4 * total ** 2))) / spread;
  // Exactly, where the arithmetic of floating point is off by a hair.
  return [hits === 0 ? 0 : Math.max(0, centre - half), hits === total ? 1 : Math.min(1, centre + half)];
}
