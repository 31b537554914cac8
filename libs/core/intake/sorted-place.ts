/** Where a file of the intake folder goes when its document has its answer. */
import type { DocumentView } from '#contracts/document-record.schema.js';
import { fitted } from '../documents/fitted-name.js';
import { shownName, shownPath } from '../documents/shown-name.js';

/** Folders that are made beside the files; what lies in them is not taken. */
export const SORTED_FOLDERS = ['classified', 'review', 'rejected', 'failed'] as const;

/**
 * @param within folder of the ZIP file that it came in
 * @returns `classified/<class>/…`, `review/<class>/…`, `rejected/…` or `failed/…`, its own folders below
 */
export function sortedPlace(
  { status, label, file }: Pick<DocumentView, 'status' | 'label' | 'file'>,
  within?: string,
): string {
  const parts = shownPath(within === undefined ? file : `${within}/${file}`).split('/');
  return [folderOf(status, label), ...parts.map(fitted)].join('/');
}

/** 'scan.pdf' → 'scan (2).pdf' */
export function numbered(path: string, number: number): string {
  if (number === 1) return path;
  const [, stem, ending] = /^(.*?[^/])(\.[^./]*)?$/s.exec(path)!;
  return `${stem} (${number})${ending ?? ''}`;
}

function folderOf(status: DocumentView['status'], label: string | null): string {
  if (status === 'rejected') return 'rejected';
  if (label === null) return 'failed';
  const name = fitted(shownName(label.replaceAll(/[\\/]/g, '_')));
  return `${status === 'review' ? 'review' : 'classified'}/${name}`;
}
