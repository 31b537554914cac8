/** Whether one path is, or lies within, another. Paths are from the workspace's root, '' being the root. */
export const isWithin = (inner: string, outer: string): boolean =>
  outer === '' || inner === outer || inner.startsWith(`${outer}/`);

export const overlaps = (left: string, right: string): boolean =>
  isWithin(left, right) || isWithin(right, left);

/** The directories above a path, nearest first; the root is not among them. */
export function ancestors(path: string): string[] {
  const above: string[] = [];
  for (let slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1))
    above.push(path.slice(0, slash));
  return above;
}
