/** Decides whether the text layer of a PDF page can stand for the page, or the page must be read by OCR. */
import type { PdfPage } from '#ports/pdf-reader.port.js';

export type TextLayerVerdict = 'usable' | 'read-by-ocr' | 'blank';

/** A picture of this share is the scanned page itself. */
const SCAN_SHARE = 0.5;
/** A scan whose layer has fewer words carries only a stamp, a Bates number or a header line. */
const LEAST_WORDS_ON_SCAN = 30;
/** Letters drawn as lines: many objects, hardly a word. */
const MANY_OBJECTS = 150;
const FEW_WORDS = 5;
/** More characters than this without meaning, and the text is not what the eye sees. */
const MOST_UNMAPPED = 0.2;
/** Letters and digits make up at least this share of any text that people wrote. */
const LEAST_ALPHANUMERIC = 0.5;
/** Words of three letters and more with a vowel: over 90 % in European languages, under half with a wrong encoding. */
const LEAST_WITH_VOWEL = 0.6;
const LEAST_WORDS_TO_JUDGE = 15;

export function judgeTextLayer(page: PdfPage): TextLayerVerdict {
  if (page.words.length === 0) return page.objects === 0 ? 'blank' : 'read-by-ocr';
  if (page.pictureShare >= SCAN_SHARE && page.words.length < LEAST_WORDS_ON_SCAN) return 'read-by-ocr';
  if (page.objects >= MANY_OBJECTS && page.words.length < FEW_WORDS) return 'read-by-ocr';
  return page.unmapped > MOST_UNMAPPED || isGarbage(page.words.map(({ text }) => text))
    ? 'read-by-ocr'
    : 'usable';
}

function isGarbage(words: readonly string[]): boolean {
  const text = words.join('');
  const meaningful = text.match(/[\p{L}\p{N}\p{M}]/gu)?.length ?? 0;
  // Dot leaders and rules of underscores are marks that people do print.
  const leaders = text.match(/[._\-–—…=*•]/gu)?.length ?? 0;
  const characters = [...text].length - leaders;
  if (characters > 0 && meaningful / characters < LEAST_ALPHANUMERIC) return true;
  const latin = words.filter((word) => /^\p{Script=Latin}{3,}$/u.test(word));
  if (latin.length < LEAST_WORDS_TO_JUDGE) return false;
  const withVowel = latin.filter((word) => /[aeiouy]/iu.test(word.normalize('NFD'))).length;
  return withVowel / latin.length < LEAST_WITH_VOWEL;
}
