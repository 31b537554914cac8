/** Real texts and page images as datasets; read in place, never copied. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { CleanTextParamsSchema } from '#config/params/clean-text.params.js';
import { PreprocessParamsSchema } from '#config/params/preprocess.params.js';
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

/** A dataset with the documents' own split. */
export function datasetOf(documents, params = {}) {
  const split = new Map(documents.map(({ path, part }) => [path, part]));
  const labelled = documents.map(({ path, text, raw, language, words }) => ({
    path,
    text,
    rawText: raw,
    language,
    words,
    pages: 1,
    source: 'plain-text',
  }));
  return prepareDataset(labelled, { ...PreprocessParamsSchema.parse(params), split });
}

export const NO_PROVENANCE = { docket: '', node: '', platform: '', git: null, data: null, stages: [] };
export const percent = (share) => `${(share * 100).toFixed(1)} %`;
