/** A workspace of plain-text documents of three classes, as `docket init` would make it. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type ScratchWorkspace, scratchWorkspace } from './scratch-workspace.js';
import { labelledDocuments } from './written-documents.js';

/** A file that is shipped. */
export const packaged = (file: string): string =>
  readFileSync(resolve(import.meta.dirname, '../..', file), 'utf8');

/** @param change renames paths below data/raw; null leaves a document out */
export async function textWorkspace(
  perClass: number,
  change: (path: string) => string | null = (path) => path,
): Promise<ScratchWorkspace> {
  const files: Record<string, string> = {
    'pipelines.yaml': packaged('pipelines.yaml'),
    // The written documents are short and alike.
    'params.yaml': packaged('params.yaml').replace('duplicate_overlap: 0.6', 'duplicate_overlap: 0.95'),
  };
  for (const [path, document] of Object.entries(labelledDocuments(perClass))) {
    const place = change(path.replace('.png.json', '.txt'));
    if (place !== null) files[`data/raw/${place}`] = `${document.pages[0]!.text}\n`;
  }
  return scratchWorkspace(files);
}
