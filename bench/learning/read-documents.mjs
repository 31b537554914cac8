/** Real texts and page images as datasets; read in place, never copied. */
import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { CleanTextParamsSchema } from '#config/params/clean-text.params.js';
import { PreprocessParamsSchema } from '#config/params/preprocess.params.js';
import { pageFigures } from '#core/learning/document-features.js';
import { prepareDataset } from '#core/learning/prepare-dataset.js';
import { cleanDocument } from '#core/text/clean-document.js';

const root = resolve(process.env.DOCKET_TEST_DATA ?? '../shared/data');

/** Texts of a folder with class and split as the manifest says. */
export function readTexts(folder) {
  return readFileSync(resolve(root, 'manifest.csv'), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith(`${folder}/`))
    .map((line) => {
      const [path, label, split] = line.split(',');
      return {
        path: path.slice(folder.length + 1),
        label,
        part: split === 'train' ? 'train' : 'test',
        raw: readFileSync(resolve(root, path), 'utf8'),
      };
    });
}

const pageOf = (text) => ({ pages: [{ number: 1, text, words: [] }] });

/** The documents cleaned as the platform cleans them. */
export function clean(documents, params = {}) {
  const cleaning = CleanTextParamsSchema.parse(params);
  return documents.map((document) => {
    const { text, language, words } = cleanDocument(pageOf(document.raw), cleaning).document;
    return { ...document, text, language, words };
  });
}

/**
 * Documents that a workspace has read (its data/extracted), cleaned, with the figures of their pages.
 * @param folder of the manifest, which gives the split
 */
export function readExtracted(workspace, folder) {
  const cleaning = CleanTextParamsSchema.parse({});
  const parts = new Map(
    readFileSync(resolve(root, 'manifest.csv'), 'utf8')
      .split('\n')
      .filter((line) => line.startsWith(`${folder}/`))
      .map((line) => line.split(','))
      .map(([path, , split]) => [path.slice(folder.length + 1), split === 'train' ? 'train' : 'test']),
  );
  const base = resolve(workspace, 'data/extracted');
  return readdirSync(base, { recursive: true })
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => {
      const path = file.replace(/\.json$/, '');
      const extracted = JSON.parse(readFileSync(resolve(base, file), 'utf8'));
      const { text, language, words } = cleanDocument(extracted, cleaning).document;
      const raw = extracted.pages.map((page) => page.text).join('\f');
      const figures = pageFigures(extracted);
      return { path, label: path.split('/')[0], part: parts.get(path), raw, text, language, words, figures };
    });
}

/** Tests on every fifth document of a class, where there is no split to follow. */
export function everyFifth(documents) {
  const counts = new Map();
  return documents.map((document) => {
    const number = counts.get(document.label) ?? 0;
    counts.set(document.label, number + 1);
    return { ...document, part: number % 5 === 4 ? 'test' : 'train' };
  });
}

/** A dataset with the documents' own split. */
export function datasetOf(documents, params = {}) {
  const split = new Map(documents.map(({ path, part }, at) => [path, { part, line: at + 1 }]));
  const labelled = documents.map(({ path, text, raw, language, words, figures }) => ({
    path,
    text,
    rawText: raw,
    language,
    words,
    pages: 1,
    source: 'plain-text',
    ...(figures && { figures }),
  }));
  return prepareDataset(labelled, { ...PreprocessParamsSchema.parse(params), split });
}

export const NO_PROVENANCE = { docket: '', node: '', platform: '', git: null, data: null, stages: [] };
export const percent = (share) => `${(share * 100).toFixed(1)} %`;
