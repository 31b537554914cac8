#!/usr/bin/env node
/** Writes the type declarations of what package.json exports (`docket/learning`) beside the compiled files in dist/. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const ENTRY = 'libs/composition/learning.ts';
const WRITTEN = 'dist/libs/composition/learning.d.ts';

const modified = async (path) => (await stat(join(root, path)).catch(() => null))?.mtimeMs ?? 0;
const newest = async () => {
  const files = await readdir(join(root, 'libs'), { recursive: true });
  const times = await Promise.all(files.map((file) => modified(join('libs', file))));
  return Math.max(...times, await modified('bin/build-types.mjs'));
};

/** The compiler, which an installation without development tools lacks; it came with the declarations then. */
const compiler = async () => (await import('typescript').catch(() => ({ default: undefined }))).default;

const sources = (await modified(ENTRY)) > 0;
const ts = sources && (await modified(WRITTEN)) < (await newest()) ? await compiler() : undefined;
if (ts) {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: [ENTRY] }, ts.sys, root);
  const program = ts.createProgram([join(root, ENTRY)], {
    ...options,
    types: ['node'],
    incremental: false,
    tsBuildInfoFile: undefined,
    sourceMap: false,
    declaration: true,
    emitDeclarationOnly: true,
    noEmitOnError: false,
  });
  const { diagnostics } = program.emit();
  if (diagnostics.length > 0) {
    const host = {
      getCanonicalFileName: (name) => name,
      getCurrentDirectory: () => root,
      getNewLine: () => '\n',
    };
    console.error(ts.formatDiagnostics(diagnostics, host));
    process.exitCode = 1;
  } else console.error('Wrote the type declarations of docket/learning.');
}
