/** Tells text that programs show from text that people read: its tags would become words of the training set. */

export interface Markup {
  extension: string;
  mediaType: string;
}

const SVG: Markup = { extension: 'svg', mediaType: 'image/svg+xml' };
const HTML: Markup = { extension: 'html', mediaType: 'text/html' };
const XML: Markup = { extension: 'xml', mediaType: 'application/xml' };

const DECLARATION = /^\s*<\?xml\s/i;
/** What may stand before the first element: the declaration, instructions to programs, comments. */
const PROLOGUE = /^(?:\s+|<\?[^>]*>|<!--[\s\S]*?-->)*/;
const DOCTYPE = /^<!doctype\s+([\w:]+)/i;
const ELEMENT = /^<([\w:]+)[\s/>]/;
/** Web pages, and the parts of them that mail programs save. */
const HTML_ELEMENTS = /^(?:html|head|body|meta|title|style|script|table|div|p|font)$/i;

/**
 * @param start the first characters of a text, enough to hold the first element
 * @returns null for a text, also one that speaks of tags further on
 */
export function findMarkup(start: string): Markup | null {
  const text = start.replace(/^\ufeff/, '');
  const content = text.replace(PROLOGUE, '');
  const root = (DOCTYPE.exec(content) ?? ELEMENT.exec(content))?.[1] ?? '';
  if (/^(?:\w+:)?svg$/i.test(root)) return SVG;
  if (HTML_ELEMENTS.test(root)) return HTML;
  return DECLARATION.test(text) ? XML : null;
}
