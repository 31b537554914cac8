/** Where the cache is and how files come out of it: `DOCKET_CACHE_LINKS`, else what a DVC project has configured. */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DomainError } from '#contracts/domain-error.js';
import { LINK_TYPES, type LinkType } from '#contracts/link-type.js';
import { didYouMean } from '#contracts/nearest-name.js';
import { parseDvcConfig } from './remotes/dvc-config.js';
import { unreadableConfig } from './unreadable-config.js';

export interface CacheConfig {
  /** Absolute. */
  directory: string;
  links: readonly LinkType[];
}

/** As DVC: a reflink costs nothing and harms nothing, a copy always works; hard links are for those who ask. */
const DEFAULT_LINKS: readonly LinkType[] = ['reflink', 'copy'];

/**
 * A DVC project's own cache is used, so that what is there need not be fetched again.
 * @param root absolute directory of the workspace
 * @param setting of DOCKET_CACHE_LINKS
 * @throws DomainError 'config/invalid', 'config/unreadable'
 */
export function readCacheConfig(root: string, setting: string | undefined): CacheConfig {
  const dvc = join(root, '.dvc');
  if (!existsSync(join(dvc, 'config'))) {
    return { directory: join(root, '.docket', 'cache'), links: linksOf(setting, 'DOCKET_CACHE_LINKS') };
  }
  const values = new Map(
    ['config', 'config.local'].flatMap((name) => [...(parseDvcConfig(textOf(dvc, name)).get('cache') ?? [])]),
  );
  const type = setting ?? values.get('type');
  return {
    directory: resolve(dvc, values.get('dir') ?? 'cache'),
    links: linksOf(type, setting === undefined ? '.dvc/config: cache.type' : 'DOCKET_CACHE_LINKS'),
  };
}

/** @returns '' where there is none */
function textOf(dvc: string, name: string): string {
  try {
    return existsSync(join(dvc, name)) ? readFileSync(join(dvc, name), 'utf8') : '';
  } catch (error) {
    throw unreadableConfig(`.dvc/${name}`, error);
  }
}

function linksOf(written: string | undefined, where: string): readonly LinkType[] {
  if (written === undefined) return DEFAULT_LINKS;
  const names = written.split(',').map((name) => name.trim().replace(/^["']|["']$/g, ''));
  return names.flatMap((name): LinkType[] => {
    // A link would show the cache's own file to whoever opens it, and DVC does not use it unless asked either.
    if (name === 'symlink') return ['copy'];
    const known = LINK_TYPES.find((type) => type === name);
    if (known !== undefined) return [known];
    throw new DomainError(
      'config/invalid',
      `${where}: '${name}' is no way to link files.${didYouMean(name, LINK_TYPES)} There are: ${LINK_TYPES.join(', ')}.`,
    );
  });
}
