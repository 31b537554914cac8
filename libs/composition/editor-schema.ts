/** Keeps the grammar of pipelines.yaml where the file's first line tells editors to find it. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWholeFile } from '#adapters/write-whole-file.js';
import { scratchOf } from './open-workspace.js';
import { packageDirectory } from './package-directory.js';

/** From a workspace. It can be made anew, so it is not for git. */
export const EDITOR_SCHEMA = '.docket/schema/pipelines.schema.json';
const SHIPPED = 'docs/schema/pipelines.schema.json';

/** What the YAML extensions of editors read. */
export const schemaLine = (path: string): string => `# yaml-language-server: $schema=${path}`;

/** The text of a pipelines.yaml of this installation, for a workspace. */
export const forWorkspace = (pipelines: string): string =>
  pipelines.replace(schemaLine(SHIPPED), schemaLine(EDITOR_SCHEMA));

/** After a clone and after an upgrade the file misses or is old. */
export async function writeEditorSchema(workspace: string): Promise<void> {
  const from = join(packageDirectory(), SHIPPED);
  const to = join(workspace, EDITOR_SCHEMA);
  const [shipped, there] = await Promise.all([from, to].map((path) => readFile(path).catch(() => null)));
  if (!shipped || there?.equals(shipped)) return;
  writeWholeFile(to, shipped, scratchOf(workspace));
}
