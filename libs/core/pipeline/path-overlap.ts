/** Whether one path is, or lies within, another. Paths are from the workspace's root, '' being the root. */
export const isWithin = (inner: string, outer: string): boolean =>
  outer === '' || inner === outer || inner.startsWith(`${outer}/`);

export const overlaps = (left: string, right: string): boolean =>
  isWithin(left, right) || isWithin(right, left);
