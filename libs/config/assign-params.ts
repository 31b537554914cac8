/**
 * `--set train.text.cost=3`: changes params.yaml where it says so, and leaves the rest of the text as its owner wrote it;
 * `--set models/params.yaml:c=3` another file.
 */
import { isDeepStrictEqual } from 'node:util';
import { type Document, isMap, isScalar, parseDocument, stringify } from 'yaml';
import { DomainError } from '#contracts/domain-error.js';
import { didYouMean, nearestName } from '#contracts/nearest-name.js';
import { PARAMS, paramAt, readParamsFile } from './params-file.js';
import type { ReadText } from './read-text.js';

/** File and key of an assignment as DVC writes it. */
const OF_FILE = /^([^=:]+\.(?:ya?ml|json|toml|py)):(.+)$/s;

/** TOML and Python could not be written again with their comments. JSON is YAML, and stays JSON. */
export const CHANGEABLE = /\.(ya?ml|json)$/;
const isJson = (file: string): boolean => file.endsWith('.json');

/** @returns the file from the workspace's root, 'key=value', and whether a + before it says that the key is new */
export function assignmentOf(written: string): { file: string; assignment: string; adds: boolean } {
  const [, file = PARAMS, assignment = written] = OF_FILE.exec(written) ?? [];
  const adds = assignment.startsWith('+');
  const [key = ''] = assignment.split('=', 1);
  // Entries of lists are written in either way: as templates have them, layers[0].size, and layers.0.size.
  const dotted = key.replace(/^\+/, '').replace(/\[(\d+)\]/g, '.$1');
  return { file, assignment: dotted + assignment.slice(key.length), adds };
}

/**
 * @param read what the files say before anything is set
 * @param isPlatforms whether a section of params.yaml has a schema, which knows its keys and their defaults
 * @param others further files of values, one of which may be meant
 * @throws DomainError 'config/invalid' for a key that no file has and no + adds: it is probably misspelt
 */
export async function refuseNewKeys(
  read: ReadText,
  set: readonly string[],
  isPlatforms: (section: string) => boolean,
  others: () => Promise<readonly string[]> = async () => [],
): Promise<void> {
  const added = new Set<string>();
  for (const written of set) {
    const { file, assignment, adds } = assignmentOf(written);
    const key = assignment.slice(0, assignment.indexOf('='));
    if (adds) added.add(`${file}:${key}`);
    if (added.has(`${file}:${key}`) || (file === PARAMS && isPlatforms(key.split('.', 1)[0]!))) continue;
    const values = (await readParamsFile(read, file))?.data;
    if (paramAt(values, key) !== undefined) continue;
    const place = written.slice(0, written.length - assignment.length);
    const meant = didYouMean(key, keysOf(values)) || (await elsewhere(read, key, file, await others()));
    throw refusal(
      `--set ${written}: ${file} has no key '${key}'.${meant} To add it write --set ${place}+${assignment}.`,
    );
  }
}

/** A key of another file, written as it is to be; one that is the same comes before one that is like it. */
async function elsewhere(
  read: ReadText,
  key: string,
  file: string,
  others: readonly string[],
): Promise<string> {
  const places = new Map<string, string[]>();
  for (const other of others) {
    if (other === file) continue;
    const values = (await readParamsFile(read, other).catch(() => null))?.data;
    for (const each of keysOf(values)) {
      const name = other === PARAMS ? each : `${other}:${each}`;
      places.set(each, [...(places.get(each) ?? []), name]);
    }
  }
  const nearest = places.has(key) ? key : nearestName(key, places.keys());
  if (nearest === undefined) return '';
  return ` Did you mean ${places
    .get(nearest)!
    .map((name) => `'${name}'`)
    .join(' or ')}?`;
}

/** Every dotted key, of maps too. */
function keysOf(values: unknown, above = ''): string[] {
  if (values === null || typeof values !== 'object' || Array.isArray(values)) return [];
  return Object.entries(values).flatMap(([key, value]) => [above + key, ...keysOf(value, `${above}${key}.`)]);
}

/**
 * @param read what the files say
 * @returns the files that change, with what they say then
 * @throws DomainError 'config/invalid' for an assignment that is none, or that its file has no place for
 */
export async function assignedTexts(read: ReadText, set: readonly string[]): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  for (const written of set) {
    const { file, assignment } = assignmentOf(written);
    if (!CHANGEABLE.test(file))
      throw refusal(
        `--set ${written}: only YAML and JSON files can be changed; edit ${file} yourself, then run again.`,
      );
    const before = texts.get(file) ?? (await read(file));
    if (before === null && file !== PARAMS)
      throw refusal(`--set ${written}: ${file} does not exist; name it from the workspace's root.`);
    texts.set(file, assignParams(before ?? '', [assignment], file));
  }
  return texts;
}

/**
 * @param text of a params file; its comments, order and layout are kept
 * @throws DomainError 'config/invalid' for an assignment that is none, or that the file has no place for
 */
export function assignParams(text: string, assignments: readonly string[], file = PARAMS): string {
  return assignments.reduce((before, assignment) => assign(before, assignment, file), text);
}

function assign(text: string, assignment: string, file: string): string {
  const equals = assignment.indexOf('=');
  if (equals < 1) {
    throw refusal(`--set ${assignment}: write it as key=value, e.g. --set train.text.cost=3.`);
  }
  const key = assignment.slice(0, equals);
  // Keys that are written twice are told when the file is read.
  const document = parseDocument(text, { uniqueKeys: false });
  try {
    const path = key.split('.');
    const value: unknown = parseDocument(assignment.slice(equals + 1)).toJS();
    refuseForMap(assignment, document.getIn(path), value);
    const inPlace = replaced(text, document, path, value, isJson(file));
    if (inPlace !== null) return inPlace;
    document.setIn(path, value);
  } catch (cause) {
    if (cause instanceof DomainError) throw cause;
    throw refusal(
      `--set ${assignment}: ${file} has a single value where ${key} would be; check the key.`,
      cause,
    );
  }
  if (isJson(file)) return `${JSON.stringify(document.toJS(), null, /^[\t ]+/m.exec(text)?.[0] ?? '')}\n`;
  return document.toString({ lineWidth: 0, flowCollectionPadding: !/\[\S.*\]/.test(text) });
}

/** A single value instead of a map is a mistake: it takes all of its keys away. */
function refuseForMap(assignment: string, node: unknown, value: unknown): void {
  if (!isMap(node) || node.items.length === 0 || (typeof value === 'object' && value !== null)) return;
  const [key] = assignment.split('=', 1);
  const keys = node.items.map((item) => String(item.key));
  throw refusal(
    `--set ${assignment}: ${key} is a map of ${keys.join(', ')}; set one of these, as in --set ${key}.${keys[0]}=….`,
  );
}

/** @returns null where there is no single value to replace by another, or it cannot be written at that place */
function replaced(
  text: string,
  document: Document.Parsed,
  path: readonly string[],
  value: unknown,
  json: boolean,
): string | null {
  const node = document.getIn(path, true);
  if (!isScalar(node) || node.range == null || (typeof value === 'object' && value !== null)) return null;
  if (node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED') return null;
  const [start, end] = node.range;
  const changed = `${text.slice(0, start)}${json ? JSON.stringify(value) : stringify(value, { lineWidth: 0 }).trimEnd()}${text.slice(end)}`;
  const read = parseDocument(changed, { uniqueKeys: false });
  // Within brackets a comma would end the value; an empty value has no place of its own.
  return read.errors.length === 0 && isDeepStrictEqual(read.getIn(path), value) ? changed : null;
}

const refusal = (message: string, cause?: unknown): DomainError =>
  new DomainError('config/invalid', message, { usage: true }, { cause });

/**
 * Of an error about params.yaml with the assignments in it, what is wrong with them, in the words of the command line:
 * the lines that the error names are of a file that was never written.
 * @returns null where something else is wrong
 */
export function refusedAssignments({ details }: DomainError, assignments: readonly string[]): string | null {
  const problems = (details.problems ?? []) as readonly { key?: string; message: string }[];
  const lines = problems.map(({ key = '', message }) => {
    const culprit = assignments.find((assignment) => {
      const [set = ''] = assignmentOf(assignment).assignment.split('=', 1);
      return (
        key === set || key.startsWith(`${set}.`) || key.startsWith(`${set}[`) || set.startsWith(`${key}.`)
      );
    });
    return culprit === undefined ? null : `--set ${culprit}: ${key} ${message}`;
  });
  return lines.length === 0 || lines.includes(null) ? null : lines.join('\n');
}
