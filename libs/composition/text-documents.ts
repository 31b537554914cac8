/** Texts of a program as documents of the learner, cleaned just as the platform cleans a plain text file. */
import { CleanTextParamsSchema } from '#config/params/clean-text.params.js';
import { PreprocessParamsSchema } from '#config/params/preprocess.params.js';
import type { ExtractedDocument } from '#contracts/extracted-document.schema.js';
import { nearDuplicateSteps } from '#core/features/find-near-duplicates.js';
import { TokenCorpus } from '#core/features/token-corpus.js';
import { FIGURE_WIDTHS } from '#core/learning/document-features.js';
import { inTurns, type LearningHost, pause } from '#core/learning/learning-host.js';
import { type LabelledDocument, prepareDatasetInSteps } from '#core/learning/prepare-dataset.js';
import type { TrainingData } from '#core/learning/training-data.js';
import { cleanDocument } from '#core/text/clean-document.js';
import { checkExamples, checkWords, refuseAlike } from './text-examples.js';

export interface LabelledText {
  readonly label: string;
  readonly text: string;
}

/** What the texts of a program are cleaned with. */
export const CLEANING = CleanTextParamsSchema.parse({});
/** Texts cleaned before others are let through. */
const PIECE = 50;

/** Labelled examples, all of them to learn from. @throws DomainError as learnTexts does */
export async function datasetOfTexts(
  examples: readonly LabelledText[],
  caller: string,
  host: LearningHost,
): Promise<TrainingData> {
  checkExamples(examples, caller);
  const documents = await cleanExamples(examples, host);
  checkWords(documents, examples);
  const settings = PreprocessParamsSchema.parse({ test_share: 0 });
  const data = await prepareDatasetInSteps(documents, settings, [], host);
  const { labels, documents: prepared } = data.dataset;
  return {
    ...data,
    dataset: {
      ...data.dataset,
      labels: labels.map(decodeURIComponent),
      // What the model tells of a document names it: by its number, for it has no file.
      documents: prepared.map((one) => ({ ...one, path: `examples/${numberOfPath(one.path)}` })),
    },
  };
}

/** Labelled examples, all of them to test with, whatever their classes are. @throws DomainError 'dataset/labels-alike' */
export async function testDataOfTexts(
  examples: readonly LabelledText[],
  known: readonly string[],
  caller: string,
  host: LearningHost,
): Promise<TrainingData> {
  const labels = [...new Set([...known, ...examples.map(({ label }) => label)])];
  refuseAlike(labels, caller);
  const numbers = new Map(labels.map((label, at) => [label, at]));
  const documents = await cleanExamples(examples, host);
  const corpus = await inTurns(
    TokenCorpus.steps(documents.map(({ rawText, text }) => rawText ?? text)),
    host,
  );
  const groups = await inTurns(
    nearDuplicateSteps(corpus, PreprocessParamsSchema.parse({}).duplicate_overlap),
    host,
  );
  return {
    dataset: {
      format: 'docket/dataset@1',
      labels,
      documents: documents.map(({ path, language, words, pages, source }, at) => ({
        ...{ path, language, words, pages, source },
        ...{ label: numbers.get(examples[at]!.label)!, part: 'test', group: groups[at]! },
      })),
      ...{ split: 'given', conflicts: [], warnings: [], terms: {} },
    },
    texts: documents.map(({ text }) => text),
    vocabularies: {},
    figures: {
      layout: new Float32Array(documents.length * FIGURE_WIDTHS.layout).fill(Number.NaN),
      picture: new Float32Array(documents.length * FIGURE_WIDTHS.picture).fill(Number.NaN),
    },
  };
}

/** The number of the example that a path of {@link datasetOfTexts} stands for. */
export const numberOfPath = (path: string): number => Number(path.slice(path.lastIndexOf('/') + 1));

async function cleanExamples(
  examples: readonly LabelledText[],
  host: LearningHost,
): Promise<LabelledDocument[]> {
  const documents: LabelledDocument[] = [];
  for (const [number, { label, text }] of examples.entries()) {
    if (number % PIECE === 0) {
      host.progress?.(number, examples.length, 'cleaning the texts');
      await pause(host);
    }
    const { document } = cleanDocument(pageOf(text), CLEANING);
    const { language, words } = document;
    // A label may hold a slash; it is the first part of a path here.
    const path = `${encodeURIComponent(label)}/${number}`;
    documents.push({
      path,
      text: document.text,
      rawText: text,
      language,
      words,
      pages: 1,
      source: 'plain-text',
    });
  }
  return documents;
}

export const pageOf = (text: string): ExtractedDocument => ({
  format: 'docket/document@1',
  media_type: 'text/plain',
  bytes: text.length,
  language: 'und',
  engine: { name: 'plain-text', version: '1', languages: [] },
  pages: [
    {
      number: 1,
      width: 0,
      height: 0,
      source: 'plain-text',
      rotation: 0,
      skew: 0,
      text,
      words: [],
      confidence: 1,
    },
  ],
});
