/** Files that have not changed are not read again, whoever looked at their folder meanwhile. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { LocalWorkspaceFiles } from '#adapters/workspace/local-workspace-files.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'docket-test-index-'));
});
afterEach(() => rmSync(root, { recursive: true }));

/** Longer than the grain of a clock, below which the index trusts no time. */
const GRAIN = 100;
const indexed = (): string[] =>
  readFileSync(join(root, '.docket/stat-index'), 'utf8')
    .split('\n')
    .flatMap((line) => (line.startsWith('[') ? [(JSON.parse(line) as string[]).at(-1)!] : []))
    .sort();
const isText = (path: string): boolean => path.endsWith('.txt');

test('two stages that take different files of one folder do not make each other hash again', async () => {
  for (const name of ['a.txt', 'b.txt', 'c.png']) writeFileSync(join(root, name), name);
  await pause(GRAIN);
  const files = new LocalWorkspaceFiles(root, join(root, '.docket'));
  await files.scan('', isText);
  await files.scan('', (path) => !isText(path));
  await files.save();
  expect(indexed()).toEqual(['a.txt', 'b.txt', 'c.png']);

  rmSync(join(root, 'b.txt'));
  await files.scan('', (path) => !isText(path));
  await files.save();
  expect(indexed()).toEqual(['a.txt', 'c.png']);
});
