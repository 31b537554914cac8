/** Which remote is meant: one that is named, else DOCKET_REMOTE, else the default of remotes.yaml or .dvc/config. */
import { existsSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { DomainError } from '#contracts/domain-error.js';
import { didYouMean } from '#contracts/nearest-name.js';
import { readDvcConfig } from './dvc-config.js';
import type { RemoteSpec, Remotes } from './remote-spec.js';
import { readRemotesFile } from './remotes-file.js';

/** Both files' remotes; of two with one name, remotes.yaml's. */
export async function readRemotes(root: string): Promise<Remotes> {
  const own = await readRemotesFile(root);
  const dvc = await readDvcConfig(root);
  const remotes = new Map([...(dvc?.remotes ?? []), ...(own?.remotes ?? [])]);
  return { default: own?.default ?? dvc?.default ?? null, remotes };
}

/**
 * @param named by `--remote`: a name, an address or a directory
 * @param setting of DOCKET_REMOTE
 * @throws DomainError 'remote/not-configured' with the remedy
 */
export async function chooseRemote(
  root: string,
  named: string | undefined,
  setting: string | undefined,
): Promise<RemoteSpec> {
  const known = await readRemotes(root);
  const wanted = named ?? setting ?? known.default;
  if (wanted === null || wanted === undefined) {
    throw new DomainError(
      'remote/not-configured',
      known.remotes.size === 0
        ? 'There is no remote yet. `docket remote add NAME URL` (s3://bucket/prefix or a directory) sets one, or DOCKET_REMOTE.'
        : `No remote is the default. Name one with --remote (${[...known.remotes.keys()].join(', ')}), or choose with \`docket remote default NAME\`.`,
    );
  }
  const spec = known.remotes.get(wanted);
  if (spec !== undefined) return spec;
  const definedIn = named === undefined && setting !== undefined ? 'DOCKET_REMOTE' : '--remote';
  if (wanted.includes('://')) return { name: wanted, url: wanted, definedIn };
  const looksLikePath = wanted.includes('/') || wanted.startsWith('.') || isAbsolute(wanted);
  if (looksLikePath || existsSync(join(root, wanted)))
    return { name: wanted, url: resolve(root, wanted), definedIn };
  throw unknownRemote(wanted, definedIn, known);
}

/**
 * For what names remotes by name alone.
 * @param where the name stands
 * @throws DomainError 'remote/not-configured'
 */
export async function checkRemoteName(root: string, name: string, where: string): Promise<void> {
  const known = await readRemotes(root);
  if (!known.remotes.has(name)) throw unknownRemote(name, where, known);
}

const unknownRemote = (name: string, where: string, { remotes }: Remotes): DomainError =>
  new DomainError(
    'remote/not-configured',
    `There is no remote '${name}' (${where}).${didYouMean(name, [...remotes.keys()])} \`docket remote list\` shows them; \`docket remote add ${name} URL\` makes it.`,
    { usage: true },
  );
