/** preprocess: labels, near-duplicates, split and vocabularies from the cleaned documents. */

import { type PreprocessParams, PreprocessParamsSchema } from '#config/params/preprocess.params.js';
import { type CleanDocument, CleanDocumentSchema } from '#contracts/clean-document.schema.js';
import { DomainError } from '#contracts/domain-error.js';
import { type ExtractedDocument, ExtractedDocumentSchema } from '#contracts/extracted-document.schema.js';
import { artifact, type FileBundle, type JsonCollection } from '#contracts/stage.js';
import { pageFigures } from '#core/learning/document-features.js';
import { type LabelledDocument, prepareDatasetInSteps } from '#core/learning/prepare-dataset.js';
import { readSplitFile } from '#core/learning/read-split-file.js';
import { datasetOf, encodeTrainingData } from '#core/learning/training-data.js';
import { defineStage } from './define-stage.js';

export const preprocess = defineStage<
  {
    documents: JsonCollection<CleanDocument>;
    extracted: JsonCollection<ExtractedDocument>;
    split: string | undefined;
  },
  PreprocessParams,
  { dataset: FileBundle }
>({
  name: 'preprocess',
  version: 4,
  history: {
    1: 'labels, near-duplicates, split, vocabularies',
    2: 'equal texts of a few words are duplicates too',
    3: 'classes without a word or a picture are named, and one class beside such is refused',
    4: 'classes whose names look the same are refused, those that differ in capitals alone are named',
  },
  summary: 'Finds labels and near-duplicates, splits, builds the features',
  unit: 'whole',
  inputs: {
    documents: artifact.collection(CleanDocumentSchema),
    extracted: artifact.collection(ExtractedDocumentSchema),
    split: artifact.optional(artifact.text()),
  },
  outputs: { dataset: artifact.bundle() },
  params: PreprocessParamsSchema,
  tools: [],
  run: async ({ inputs, params, context }) => {
    const documents: LabelledDocument[] = [];
    const warnings: { code: string; message: string }[] = [];
    const { paths } = inputs.documents;
    for (const [at, path] of paths.entries()) {
      if (context.signal.aborted) {
        throw new DomainError(
          'pipeline/interrupted',
          'preprocess was stopped. Run docket repro to continue.',
        );
      }
      if (at % 100 === 0) context.progress(at, paths.length, 'reading');
      try {
        documents.push(await labelledDocument(path, inputs.documents, inputs.extracted));
      } catch (error) {
        if (!(error instanceof DomainError)) throw error;
        // One unreadable document must not cost the others their training.
        warnings.push({ code: error.code, message: `${path} is left out: ${error.message}` });
      }
    }
    const split = inputs.split === undefined ? undefined : readSplitFile(inputs.split);
    const data = await prepareDatasetInSteps(
      documents,
      { ...params, ...(split ? { split } : {}) },
      warnings,
      { signal: context.signal, progress: (done, total, note) => context.progress(done, total, note) },
    );
    for (const { message } of data.dataset.warnings) context.log(message);
    context.progress(paths.length, paths.length, 'done');
    return { dataset: encodeTrainingData(data) };
  },
  shortfalls: ({ dataset }) => datasetOf(dataset).warnings.map((warning) => ({ ...warning, passing: false })),
});

async function labelledDocument(
  path: string,
  clean: JsonCollection<CleanDocument>,
  extracted: JsonCollection<ExtractedDocument>,
): Promise<LabelledDocument> {
  const { text, language, words, pages } = await clean.read(path);
  const read = await extracted.read(path);
  const first = read.pages[0];
  const sources = new Set(read.pages.map(({ source }) => source));
  const source = (['ocr', 'text-layer', 'plain-text'] as const).find((name) => sources.has(name)) ?? 'none';
  const rawText = read.pages.map((page) => page.text).join('\f');
  const figures = pageFigures(read);
  const base = { path: path.replace(/\.json$/, ''), text, rawText, language, words, pages, source, figures };
  return first?.thumbnail ? { ...base, picture: `${read.bytes} ${first.thumbnail.grey}` } : base;
}
