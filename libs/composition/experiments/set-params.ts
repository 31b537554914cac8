/** Params that experiments set and no stage names: templates alone read them, and they tell experiments apart all the same. */
import { assignmentOf } from '#config/assign-params.js';
import { paramAt, parseValues } from '#config/params-file.js';
import { DomainError } from '#contracts/domain-error.js';
import type { TableRow } from '#core/experiments/experiment-table.js';
import type { WorkspaceState } from '../workspace-state.js';
import { stateText } from '../workspace-states.js';

/** Dotted keys by file. */
export type SetKeys = ReadonlyMap<string, ReadonlySet<string>>;

/** @param set 'train.c=3' each, of any number of experiments */
export function setKeys(set: readonly string[]): SetKeys {
  const keys = new Map<string, Set<string>>();
  for (const written of set) {
    const { file, assignment } = assignmentOf(written);
    const [key = ''] = assignment.split('=', 1);
    keys.set(file, (keys.get(file) ?? new Set()).add(key));
  }
  return keys;
}

/** @param params of the stages, which stay as they are. @returns with what the state's files have at the other keys */
export async function withSetParams(
  state: WorkspaceState,
  params: TableRow['params'],
  keys: SetKeys,
): Promise<TableRow['params']> {
  const all: Record<string, unknown> = { ...params };
  for (const [file, names] of keys) {
    const others = [...names].filter((name) => paramAt(params[file], name) === undefined);
    const text = others.length === 0 ? null : await stateText(state, file);
    if (text === null) continue;
    const content = await contentOf(file, text);
    const found = others.flatMap((name) => {
      const value = paramAt(content, name);
      return value === undefined ? [] : [[name, value] as const];
    });
    if (found.length > 0) all[file] = { ...(params[file] as object), ...Object.fromEntries(found) };
  }
  return all;
}

/** @returns undefined where it cannot be read; an experiment is still listed, without it */
async function contentOf(file: string, text: string): Promise<unknown> {
  try {
    return (await parseValues(file, text)).data;
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return undefined;
  }
}
