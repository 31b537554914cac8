/** Makes the one clean text of a document that training and prediction both see. */
import type { CleanDocument } from '#contracts/clean-document.schema.js';
import type { ExtractedDocument } from '#contracts/extracted-document.schema.js';
import { type CleaningOptions, type CleanToken, cleanTokens } from './clean-tokens.js';
import { detectLanguage } from './detect-language.js';
import { FUNCTION_WORDS } from './function-words.js';
import { stemWord } from './stem-word.js';

export interface DocumentCleaning extends CleaningOptions {
  /** Words to their stems, where the language has a stemmer. */
  readonly stem: boolean;
  /** Drop the function words of the document's language. */
  readonly drop_stop_words: boolean;
}

export interface CleanedDocument {
  document: CleanDocument;
  /** One per word of `document.text`, in its order: where each stands on its page. */
  tokens: CleanToken[];
}

/** @returns the clean text, and its words with their places on the pages */
export function cleanDocument(extracted: ExtractedDocument, cleaning: DocumentCleaning): CleanedDocument {
  let tokens = cleanTokens(extracted, cleaning);
  const guess = detectLanguage(lay(tokens));
  if (cleaning.drop_stop_words) {
    const stopWords = FUNCTION_WORDS[guess.language];
    if (stopWords) tokens = tokens.filter((token) => !stopWords.has(token.text.toLowerCase()));
  }
  if (cleaning.stem) {
    tokens = tokens.map((token) => ({ ...token, text: stemWord(token.text, guess.language) }));
  }
  return {
    tokens,
    document: {
      format: 'docket/clean-text@1',
      text: lay(tokens),
      language: guess.language,
      language_confidence: guess.confidence,
      words: tokens.length,
      pages: extracted.pages.length,
    },
  };
}

/** Words parted by spaces, lines by '\n', paragraphs by an empty line, pages by '\f'. */
function lay(tokens: readonly CleanToken[]): string {
  const parts: string[] = [];
  let before: CleanToken | undefined;
  for (const token of tokens) {
    if (before) parts.push(gapBetween(before, token));
    parts.push(token.text);
    before = token;
  }
  return parts.join('');
}

function gapBetween(before: CleanToken, token: CleanToken): string {
  if (token.page !== before.page) return '\f';
  if (token.line === before.line) return ' ';
  return token.line - before.line > 1 ? '\n\n' : '\n';
}
