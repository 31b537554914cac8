/** Documents written for tests: extracted pages from plain lines, and small labelled collections. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { CleanDocument } from '#contracts/clean-document.schema.js';
import type { ExtractedDocument, Word } from '#contracts/extracted-document.schema.js';
import type { JsonCollection } from '#contracts/stage.js';

/** A page of 1000 × 1400 pixels whose words stand where a typewriter would put them. */
export function writtenDocument(lines: string[], confidence = 0.9): ExtractedDocument {
  const words: Word[] = [];
  lines.forEach((content, line) => {
    let left = 100;
    for (const text of content.split(' ').filter((word) => word !== '')) {
      const right = left + text.length * 12;
      words.push({ text, box: [left, 100 + line * 30, right, 122 + line * 30], confidence, line, block: 0 });
      left = right + 12;
    }
  });
  return {
    format: 'docket/document@1',
    media_type: 'image/png',
    bytes: 1000,
    language: 'und',
    engine: { name: 'typewriter', version: '1', languages: ['eng'] },
    pages: [
      {
        number: 1,
        width: 1000,
        height: 1400,
        source: 'ocr',
        rotation: 0,
        skew: 0,
        shown: { width: 1000, height: 1400, unit: 'pixel' },
        text: lines.join('\n'),
        words,
        confidence,
      },
    ],
  };
}

/** A collection in memory; a path whose value is an error throws it when read. */
export function collectionOf<T>(documents: Record<string, T | Error>): JsonCollection<T> {
  return {
    paths: Object.keys(documents).sort(),
    read: async (path) => {
      const document = documents[path];
      if (document === undefined || document instanceof Error)
        throw document ?? new Error(`${path} is not there`);
      return document;
    },
  };
}

/** Lines of each class, and words that make each document another one. Benches write from the same. */
const { subjects, fillers } = JSON.parse(
  readFileSync(fileURLToPath(new URL('./written-subjects.json', import.meta.url)), 'utf8'),
) as { subjects: Record<string, string[]>; fillers: string[] };

/** `perClass` documents of each of three classes, all different, by path. */
export function labelledDocuments(perClass: number): Record<string, ExtractedDocument> {
  const documents: Record<string, ExtractedDocument> = {};
  let state = 7;
  const next = (): string => {
    state = (state * 16807) % 2147483647;
    return fillers[state % fillers.length]!;
  };
  for (const [label, lines] of Object.entries(subjects)) {
    for (let number = 0; number < perClass; number++) {
      const body = lines.map((line) => `${line} ${next()} ${next()} ${next()} ${next()} ${next()} ${next()}`);
      documents[`${label}/${label}-${number}.png.json`] = writtenDocument(body);
    }
  }
  return documents;
}

export const cleanText = (text: string, language = 'eng'): CleanDocument => ({
  format: 'docket/clean-text@1',
  text,
  language,
  language_confidence: 1,
  words: text.split(/\s+/).filter((word) => word !== '').length,
  pages: 1,
});
