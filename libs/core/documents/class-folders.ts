/** Where documents lie in folders of their classes: each at a path of its own, on every file system. */
import type { DocumentView } from '#contracts/document-record.schema.js';
import { isFinal } from '#contracts/document-record.schema.js';
import { fitted } from './fitted-name.js';
import { portable } from './portable-name.js';
import { shownName, shownPath } from './shown-name.js';

const [REVIEW, REJECTED, FAILED, UNFINISHED] = ['review', 'rejected', 'failed', 'unfinished'];
/** A class of such a name would be taken for them. */
const OURS = new Set([REVIEW, REJECTED, FAILED, UNFINISHED]);

export class ClassFolders {
  /** In small letters: many file systems take capital ones for the same. */
  private readonly taken = new Set<string>();

  /**
   * `<class>/…` where it is classified, `review/<class>/…`, `rejected/…`, `failed/…` and `unfinished/…` otherwise; the
   * folders of the document's own name below.
   */
  place({ status, label, file }: Pick<DocumentView, 'status' | 'label' | 'file'>): string {
    const path = `${folderOf(status, label)}/${shownPath(file).split('/').map(unpacked).join('/')}`;
    const [, stem, ending] = /^(.*?)(\.[^./]*)?$/s.exec(path)!;
    let place = path;
    for (let number = 2; this.taken.has(place.toLowerCase()); number++)
      place = `${stem} (${number})${ending ?? ''}`;
    this.taken.add(place.toLowerCase());
    return place;
  }
}

/** On every file system. */
const unpacked = (name: string): string => portable(fitted(name));

function folderOf(status: DocumentView['status'], label: string | null): string {
  if (!isFinal(status)) return UNFINISHED!;
  if (status === 'rejected') return REJECTED!;
  if (label === null) return FAILED!;
  const name = unpacked(shownName(label.replaceAll(/[\\/]/g, '_')));
  if (status === 'review') return `${REVIEW}/${name}`;
  return OURS.has(name.toLowerCase()) ? `${name} (class)` : name;
}
