/** Connected patches of ink, letters for the most part: runs of each row joined to those above (8-connected). */

export interface Blob {
  left: number;
  top: number;
  /** One past the last column and row. */
  right: number;
  bottom: number;
  /** Pixels of ink. */
  area: number;
}

/** @param ink 1 for ink, row by row */
export function findBlobs(ink: Uint8Array, width: number, height: number): Blob[] {
  const blobs: Blob[] = [];
  /** Label to the label it was joined to; a root points to itself. */
  const joined: number[] = [];
  const rootOf = (label: number): number => {
    let root = label;
    while (joined[root] !== root) root = joined[root]!;
    for (let at = label; joined[at] !== root; ) {
      const next = joined[at]!;
      joined[at] = root;
      at = next;
    }
    return root;
  };
  /** Runs as start, end, label, flat. */
  let above: number[] = [];
  let row: number[] = [];
  for (let y = 0; y < height; y += 1) {
    const start = y * width;
    let candidate = 0;
    row.length = 0;
    for (let x = 0; x < width; x += 1) {
      if (ink[start + x] === 0) continue;
      const left = x;
      while (x < width && ink[start + x] === 1) x += 1;
      let label = -1;
      while (candidate < above.length && above[candidate + 1]! < left) candidate += 3;
      for (let other = candidate; other < above.length && above[other]! <= x; other += 3) {
        const root = rootOf(above[other + 2]!);
        if (label === -1) label = root;
        else if (root !== label) {
          joined[root] = label;
          merge(blobs[label]!, blobs[root]!);
        }
      }
      if (label === -1) {
        label = blobs.length;
        joined.push(label);
        blobs.push({ left, top: y, right: x, bottom: y + 1, area: x - left });
      } else {
        merge(blobs[label]!, { left, top: y, right: x, bottom: y + 1, area: x - left });
      }
      row.push(left, x, label);
    }
    [above, row] = [row, above];
  }
  return blobs.filter((_, label) => joined[label] === label);
}

function merge(into: Blob, other: Blob): void {
  into.left = Math.min(into.left, other.left);
  into.top = Math.min(into.top, other.top);
  into.right = Math.max(into.right, other.right);
  into.bottom = Math.max(into.bottom, other.bottom);
  into.area += other.area;
}
