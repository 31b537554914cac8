/** The dvc.yaml files of a workspace, where DVC would find them: in no folder that .dvcignore or .gitignore leaves out. */
import { type Dirent, readdirSync } from 'node:fs';
import { IGNORE_FILE, type IgnoreRules, isIgnored, withRules } from './ignored-paths.js';

const DVC_FILE = 'dvc.yaml';
const GIT_IGNORE_FILE = '.gitignore';
/** What tools keep for themselves. */
const NOT_SEARCHED = new Set(['.git', '.dvc', '.docket', 'node_modules', '__pycache__']);

interface Rules {
  dvc: IgnoreRules | null;
  git: IgnoreRules | null;
}

/** @param root absolute. @returns paths from there */
export function projectFiles(root: string): string[] {
  const found: string[] = [];
  const search = (folder: string, above: Rules): void => {
    const entries = list(`${root}/${folder}`);
    const has = (file: string) => entries.some(({ name }) => name === file);
    // A project of its own, which has its own cache and remotes.
    if (folder !== '' && has('.dvc')) return;
    const rules: Rules = {
      dvc: has(IGNORE_FILE) ? withRules(root, folder, above.dvc) : above.dvc,
      git: has(GIT_IGNORE_FILE) ? withRules(root, folder, above.git, GIT_IGNORE_FILE) : above.git,
    };
    const wanted = (name: string, isDirectory: boolean): string | null => {
      const path = folder === '' ? name : `${folder}/${name}`;
      const out = [rules.dvc, rules.git].some((each) => isIgnored(each, path, name, isDirectory));
      return out ? null : path;
    };
    if (entries.some((entry) => entry.name === DVC_FILE && entry.isFile())) {
      const path = wanted(DVC_FILE, false);
      if (path !== null) found.push(path);
    }
    const folders = entries.filter((entry) => entry.isDirectory() && !NOT_SEARCHED.has(entry.name));
    for (const { name } of folders.sort((left, right) => (left.name < right.name ? -1 : 1))) {
      const path = wanted(name, true);
      if (path !== null) search(path, rules);
    }
  };
  search('', { dvc: null, git: null });
  return found;
}

/** Nothing of a folder that may not be read. */
function list(directory: string): Dirent[] {
  try {
    return readdirSync(directory, { withFileTypes: true });
  } catch {
    return [];
  }
}
