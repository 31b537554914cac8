/** The words of a page where a viewer of the file shows them. */
import type { Page } from '#contracts/extracted-document.schema.js';
import type { PageWords } from '#contracts/page-words.schema.js';
import { pageInFile } from './page-in-file.js';

export function pageWords(page: Page): PageWords {
  const inFile = pageInFile(page);
  return {
    page: page.number,
    geometry: inFile?.geometry ?? null,
    words: page.words.map((word) => ({ ...word, box: inFile?.boxOf(word.box) ?? null })),
  };
}
