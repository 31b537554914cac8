/** A small dataset made of written documents, and the params to learn from it. */
import { PreprocessParamsSchema } from '#config/params/preprocess.params.js';
import { TrainParamsSchema } from '#config/params/train.params.js';
import { type LabelledDocument, prepareDataset } from '#core/learning/prepare-dataset.js';
import { cleanDocument } from '#core/text/clean-document.js';
import { labelledDocuments } from './written-documents.js';

export const TRAIN_PARAMS = TrainParamsSchema.parse({});
export const NO_PROVENANCE = { docket: '0', node: '20', platform: 'test', git: null, data: null, stages: [] };

export function writtenLabelled(perClass: number): LabelledDocument[] {
  return Object.entries(labelledDocuments(perClass)).map(([path, extracted]) => {
    const { document } = cleanDocument(extracted, {
      mask_digits: true,
      min_confidence: 0.35,
      stem: false,
      drop_stop_words: false,
    });
    const { text, language, words, pages } = document;
    return { path: path.replace(/\.json$/, ''), text, language, words, pages, source: 'ocr' };
  });
}

export const writtenDataset = (perClass: number) =>
  prepareDataset(writtenLabelled(perClass), PreprocessParamsSchema.parse({ duplicate_overlap: 0.95 }));
