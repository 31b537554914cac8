/** Data by the remote that it belongs to: the one that its output names (`remote:`), else the default. */
import { checkRemoteName } from '#config/remotes/choose-remote.js';
import type { Workspace } from './open-workspace.js';
import type { TransferOptions, TransferResult } from './transfer-options.js';

type Transferred<Failure> = Omit<TransferResult, 'failed'> & { failed: Failure[] };

/**
 * One remote after another, the default first. As in DVC, a remote that is asked for (`--remote`) is the only one, and
 * has no part of what belongs to another.
 * @param remoteOf its name; undefined: the default
 * @returns the sum; `address` names all that were used
 * @throws DomainError 'remote/not-configured' for a name that is unknown, before anything is carried
 */
export async function throughRemotes<Item, Failure>(
  { directory }: Pick<Workspace, 'directory'>,
  items: readonly Item[],
  { asked, remoteOf }: { asked: TransferOptions['remote']; remoteOf(item: Item): string | undefined },
  work: (items: Item[], remote: TransferOptions['remote']) => Promise<Transferred<Failure>>,
): Promise<Transferred<Failure>> {
  if (typeof asked === 'object') return work([...items], asked);
  if (asked !== undefined)
    return work(
      items.filter((item) => (remoteOf(item) ?? asked) === asked),
      asked,
    );
  const groups = new Map<string | undefined, Item[]>();
  for (const item of items) {
    const name = remoteOf(item);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [item]);
    else group.push(item);
  }
  const named = [...groups.keys()].filter((name) => name !== undefined);
  for (const name of named) await checkRemoteName(directory, name, 'remote: of an output');
  // Where nothing belongs to any, the default tells what it has to tell.
  const order = groups.has(undefined) || named.length === 0 ? [undefined, ...named] : named;
  const results: Transferred<Failure>[] = [];
  for (const name of order) results.push(await work(groups.get(name) ?? [], name));
  return {
    address: [...new Set(results.flatMap(({ address }) => address || []))].join(', '),
    done: sum(results.map(({ done }) => done)),
    bytes: sum(results.map(({ bytes }) => bytes)),
    present: sum(results.map(({ present }) => present)),
    failed: results.flatMap(({ failed }) => failed),
  };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, each) => all + each, 0);
