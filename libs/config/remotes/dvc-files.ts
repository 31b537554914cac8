/** The `.dvc` files of a DVC project: data that was added by hand, beside the file that names it. */
import { readdir, readFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { DomainError } from '#contracts/domain-error.js';

export const DvcFileSchema = z.looseObject({
  wdir: z.string().optional(),
  outs: z
    .array(
      z.looseObject({
        path: z.string(),
        md5: z.string().optional(),
        hash: z.string().optional(),
        isexec: z.boolean().optional(),
        cache: z.boolean().optional(),
        push: z.boolean().optional(),
      }),
    )
    .default([]),
});

export interface AddedData {
  /** From the workspace's root. */
  path: string;
  /** md5, '.dir' for directories. */
  md5: string;
  executable: boolean;
  /** The .dvc file. */
  file: string;
}

/**
 * @param file from the root
 * @throws DomainError 'config/unreadable' for what is no .dvc file, or leads out of the project
 */
export function parseDvcFile(file: string, text: string): AddedData[] {
  let data: unknown;
  try {
    data = parse(text);
  } catch (error) {
    throw unreadable(file, `is not valid YAML (${(error as Error).message.split('\n')[0]})`);
  }
  const parsed = DvcFileSchema.safeParse(data ?? {});
  if (!parsed.success) throw unreadable(file, `is damaged at ${parsed.error.issues[0]?.path.join('.')}`);
  const { wdir, outs } = parsed.data;
  return outs.flatMap(({ path, md5, hash, isexec, cache, push }) => {
    // Without `hash` the object lies where DVC 2 put it, under a hash of other line ends.
    if (md5 === undefined || hash !== 'md5' || cache === false || push === false) return [];
    const resolved = posix.join(posix.dirname(file), wdir ?? '.', path);
    if (posix.isAbsolute(path) || resolved === '..' || resolved.startsWith('../'))
      throw unreadable(file, `names ${path}, which lies outside the project`);
    return [{ path: resolved, md5, executable: isexec ?? false, file }];
  });
}

const unreadable = (file: string, what: string): DomainError =>
  new DomainError('config/unreadable', `${file} ${what}; take it from git, or run \`dvc add\` again.`);

/** Folders that are never searched: other programs' own. */
const NOT_SEARCHED = new Set(['.git', '.dvc', '.docket', 'node_modules']);

/** @param skip paths that hold data alone */
export async function readDvcFiles(root: string, skip: ReadonlySet<string>): Promise<AddedData[]> {
  const found: AddedData[] = [];
  const search = async (folder: string): Promise<void> => {
    for (const entry of await readdir(join(root, folder), { withFileTypes: true })) {
      const path = posix.join(folder, entry.name);
      if (entry.isDirectory() && !NOT_SEARCHED.has(entry.name) && !skip.has(path)) await search(path);
      else if (entry.isFile() && entry.name.endsWith('.dvc') && entry.name !== '.dvc')
        found.push(...parseDvcFile(path, await readFile(join(root, path), 'utf8')));
    }
  };
  await search('');
  return found;
}
