/**
 * Keys that a map of a YAML file has twice. The parser's own look at them compares each key with every other one
 * (`uniqueKeys`): minutes for the 100,000 keys that a file of figures may have.
 */
import type { KeyPath } from './pipeline.js';

export interface KeyTwice {
  path: KeyPath;
  /** Of the second one, in characters from the file's start. */
  offset: number;
  /** The second one itself. */
  key: { value?: unknown } | null;
}

/** A map, whose items are pairs, a list, whose items are nodes, or a single value, as the `yaml` package has them. */
interface Node {
  items?: readonly (Node | Pair | null)[];
  value?: unknown;
  range?: readonly number[] | null;
}

interface Pair {
  key: Node | null;
  value: Node | null;
}

/** @param contents of a document that was parsed with `uniqueKeys: false` @returns in the order of the file */
export const keysWrittenTwice = (contents: unknown): KeyTwice[] => twiceIn(contents as Node | null, []);

function twiceIn(node: Node | null, above: KeyPath): KeyTwice[] {
  const seen = new Set<string>();
  return (node?.items ?? []).flatMap((item, index) => {
    if (item === null || !('key' in item)) return twiceIn(item, [...above, index]);
    const { key, value } = item;
    // As the map has it that the file becomes: 1 and "1" are one key, and so is 1.0 with itself.
    const name = String(key !== null && 'value' in key ? key.value : key);
    const path = [...above, name];
    const inner = twiceIn(value, path);
    // A map may take in several others.
    if (name === '<<' || !seen.has(name)) {
      seen.add(name);
      return inner;
    }
    return [{ path, offset: key?.range?.[0] ?? 0, key }, ...inner];
  });
}
