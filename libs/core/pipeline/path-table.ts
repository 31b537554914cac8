/** Finds, among many paths, one that contains another or lies in it, without comparing all with all. */
import { ancestors } from './path-overlap.js';

interface Entry<Owner> {
  path: string;
  of: Owner;
}

export class PathTable<Owner> {
  private readonly at = new Map<string, Entry<Owner>>();
  /** Every directory above an entry, with the first entry in it. */
  private readonly above = new Map<string, Entry<Owner>>();

  /** @param path from the workspace's root, as those in the table; of the root itself there is nothing to find */
  overlapping(path: string): Entry<Owner> | undefined {
    for (const ancestor of [path, ...ancestors(path)]) {
      const found = this.at.get(ancestor);
      if (found !== undefined) return found;
    }
    return this.above.get(path);
  }

  add(path: string, of: Owner): void {
    const entry = { path, of };
    if (!this.at.has(path)) this.at.set(path, entry);
    for (const ancestor of ancestors(path)) if (!this.above.has(ancestor)) this.above.set(ancestor, entry);
  }
}
