/** Directories are made in one way: Node 20's own recursive one tries for ever where there can be none (`/proc`). */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

test('libs/adapters/make-directory.ts alone makes directories with those above them', () => {
  // The samples' generator stands alone, and writes where a developer says.
  const files = ['apps', 'libs'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .map((name) => join(folder, name))
      .filter((path) => path.endsWith('.ts') && !path.startsWith('libs/samples/')),
  );
  expect(files).toContain('libs/adapters/make-directory.ts');
  const making = /\bmkdir(Sync)?\([^;]*recursive:/;
  expect(files.filter((path) => making.test(readFileSync(join(root, path), 'utf8')))).toEqual([]);
});
