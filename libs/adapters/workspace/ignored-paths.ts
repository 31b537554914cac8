/** What the `.dvcignore` files of a workspace leave out, by git's patterns, and what DVC leaves out without being told. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import ignore, { type Ignore } from 'ignore';

export const IGNORE_FILE = '.dvcignore';

export interface IgnoreRules {
  /** The rules of the folders above, which those of this one overrule. */
  above: IgnoreRules | null;
  /** From the workspace's root; '' for the root. */
  folder: string;
  patterns: Ignore;
}

/** Rules of every folder from the root down to `folder`, without its own. @param root absolute */
export function rulesAbove(root: string, folder: string): IgnoreRules | null {
  if (folder === '') return null;
  const parts = folder.split('/');
  return parts.reduce<IgnoreRules | null>((rules, _, depth) => {
    const each = parts.slice(0, depth).join('/');
    return existsSync(join(root, each, IGNORE_FILE)) ? withRules(root, each, rules) : rules;
  }, null);
}

/**
 * @param folder has an ignore file; a directory of that name has no rules
 * @param name of the file, where another tool's is meant
 */
export function withRules(
  root: string,
  folder: string,
  above: IgnoreRules | null,
  name = IGNORE_FILE,
): IgnoreRules | null {
  const file = join(root, folder, name);
  if (statSync(file).isDirectory()) return above;
  const patterns = ignore().add(readFileSync(file, 'utf8'));
  return { above, folder, patterns };
}

/** Whether a path, or a folder above it, is left out; one that is not there may become a file or a folder. */
export function isPathIgnored(root: string, path: string): boolean {
  const parts = path.split('/');
  return parts.some((name, index) => {
    const each = parts.slice(0, index + 1).join('/');
    const rules = rulesAbove(root, each);
    const absolute = join(root, each);
    const kinds = existsSync(absolute) ? [statSync(absolute).isDirectory()] : [false, true];
    return kinds.some((isDirectory) => isIgnored(rules, each, name, isDirectory));
  });
}

/** @param path from the workspace's root, of something in a folder that is not ignored itself */
export function isIgnored(
  rules: IgnoreRules | null,
  path: string,
  name: string,
  isDirectory: boolean,
): boolean {
  if (name === '.git' || (isDirectory && (name === '.hg' || name === '.dvc'))) return true;
  for (let each = rules; each !== null; each = each.above) {
    const relative = each.folder === '' ? path : path.slice(each.folder.length + 1);
    const { ignored, unignored } = each.patterns.test(isDirectory ? `${relative}/` : relative);
    if (ignored || unignored) return ignored;
  }
  return false;
}
