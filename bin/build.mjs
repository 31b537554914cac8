#!/usr/bin/env node
/** Compiles apps/ and libs/ into dist/, only what changed. Types are `npm run check`'s business. */
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const roots = ['apps', 'libs'];
/** Files beside the sources that are not compiled and not served. */
const notShipped = /(^|\/)(tsconfig[^/]*\.json|README\.md)$/;

const filesBelow = async (folder) => {
  const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length));
};
const modified = async (path) => (await stat(join(root, path)).catch(() => null))?.mtimeMs ?? 0;
const outputOf = (source) => join('dist', source.replace(/\.ts$/, '.js'));

/** Whole or not at all, so that a process started meanwhile never reads half a file. */
const writeWhole = async (path, content) => {
  const temporary = join(root, `${path}.${process.pid}.tmp`);
  await writeFile(temporary, content);
  await rename(temporary, join(root, path));
};

/** @returns how many files were written; 0 where dist/ is up to date or this is a packed copy without sources. */
export const build = async () => {
  const sources = (await Promise.all(roots.map(filesBelow))).flat().filter((path) => !notShipped.test(path));
  if (sources.length === 0) return 0;
  const settings = Math.max(await modified('.swcrc'), await modified('bin/build.mjs'));
  const stale = [];
  for (const source of sources) {
    const built = await modified(outputOf(source));
    if (built < (await modified(source)) || built < settings) stale.push(source);
  }
  const expected = new Set(
    sources.flatMap((source) => {
      const output = outputOf(source);
      // Declarations are written by build-types.mjs.
      return [output, `${output}.map`, output.replace(/\.js$/, '.d.ts')];
    }),
  );
  const left = (await Promise.all(roots.map((folder) => filesBelow(join('dist', folder))))).flat();
  for (const path of left) {
    if (!expected.has(path) && !path.endsWith('.tmp')) await rm(join(root, path), { force: true });
  }
  if (stale.length === 0) return 0;

  const { transformFile } = await import('@swc/core');
  for (const source of stale) {
    const output = outputOf(source);
    await mkdir(dirname(join(root, output)), { recursive: true });
    if (!source.endsWith('.ts')) {
      await writeWhole(output, await readFile(join(root, source)));
      continue;
    }
    const { code, map } = await transformFile(join(root, source), { cwd: root, swcrc: true });
    await writeWhole(`${output}.map`, map);
    await writeWhole(output, code);
  }
  return stale.length;
};

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const started = performance.now();
  const written = await build();
  console.error(
    written === 0
      ? 'dist/ is up to date.'
      : `Compiled ${written} files in ${Math.round(performance.now() - started)} ms.`,
  );
}
