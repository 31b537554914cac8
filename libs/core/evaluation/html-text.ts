/** Text made safe inside HTML: file and class names come from strangers. */
import { shownShare } from '#contracts/shown-share.js';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export const html = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character]!);

/** 0.8342 → '83.4 %', which no line break divides; null → '–' */
export const percent = (share: number | null): string =>
  share === null ? '–' : html(shownShare(share).replaceAll(' ', '\u00a0'));

/** A relative link to a file, every part of its path escaped. */
export const fileLink = (path: string): string => path.split('/').map(encodeURIComponent).join('/');
