/** `nest build` compiles beside what a running docket loads, never over it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const root = join(import.meta.dirname, '../..');
const { projects } = JSON.parse(readFileSync(join(root, 'nest-cli.json'), 'utf8')) as {
  projects: Record<string, { compilerOptions: { tsConfigPath: string } }>;
};

test.each(Object.keys(projects))('nest build %s leaves dist/apps and dist/libs alone', (name) => {
  const path = join(root, projects[name]!.compilerOptions.tsConfigPath);
  const { config } = ts.readConfigFile(path, ts.sys.readFile);
  // The options alone are asked for, not the files.
  const host = { ...ts.sys, readDirectory: () => [] };
  const { options } = ts.parseJsonConfigFileContent(config, host, join(path, '..'), undefined, path);
  expect(options.outDir).toBe(join(root, 'dist/nest'));
});
