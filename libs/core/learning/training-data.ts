/** The labelled documents as the learner sees them, and the dataset bundle they travel in. */

import { type Dataset, DatasetSchema } from '#contracts/dataset.schema.js';
import { DomainError } from '#contracts/domain-error.js';
import type { FileBundle } from '#contracts/stage.js';
import type { TermVocabulary, VocabularySettings } from '../features/term-vocabulary.js';
import { FIGURE_WIDTHS, type PageFigures } from './document-features.js';
import { bytesToFloat32, bytesToInt32, numbersToBytes, type WrongLength } from './number-file.js';

export interface TrainingData {
  readonly dataset: Dataset;
  /** Clean text of each document, in the dataset's order. */
  readonly texts: readonly string[];
  /** Vocabularies by block name, fitted on the training documents. */
  readonly vocabularies: Readonly<Record<string, TermVocabulary>>;
  /** Figures that only the extracted documents could give, `documents × width` by block. */
  readonly figures: Readonly<Record<keyof PageFigures, Float32Array>>;
}

const INDEX = 'dataset.json';

export function encodeTrainingData({ dataset, texts, vocabularies, figures }: TrainingData): FileBundle {
  const encoder = new TextEncoder();
  const encoded = texts.map((text) => encoder.encode(text));
  const lengths = Int32Array.from(encoded, (bytes) => bytes.byteLength);
  const joined = new Uint8Array(lengths.reduce((sum, length) => sum + length, 0));
  let at = 0;
  for (const bytes of encoded) {
    joined.set(bytes, at);
    at += bytes.byteLength;
  }
  const files: Record<string, Uint8Array> = {
    [INDEX]: encoder.encode(`${JSON.stringify(dataset, null, 1)}\n`),
    'texts.utf8': joined,
    'texts.lengths.i32': numbersToBytes(lengths),
    'layout.f32': numbersToBytes(figures.layout),
    'picture.f32': numbersToBytes(figures.picture),
  };
  for (const [name, vocabulary] of Object.entries(vocabularies)) {
    files[`${name}.keys-a.i32`] = numbersToBytes(vocabulary.keysA);
    files[`${name}.keys-b.i32`] = numbersToBytes(vocabulary.keysB);
    files[`${name}.idf.f32`] = numbersToBytes(vocabulary.idf);
  }
  return files;
}

function fileOf(bundle: FileBundle, name: string): Uint8Array {
  const bytes = bundle[name];
  if (!bytes) throw damaged(`${name} is missing`);
  return bytes;
}

/** Who is who, without what is learned from. @throws DomainError 'dataset/damaged' */
export function datasetOf(bundle: FileBundle): Dataset {
  let content: unknown;
  try {
    content = JSON.parse(new TextDecoder().decode(fileOf(bundle, INDEX)));
  } catch (cause) {
    if (cause instanceof DomainError) throw cause;
    throw damaged(`${INDEX} is not JSON`);
  }
  const parsed = DatasetSchema.safeParse(content);
  if (!parsed.success) throw damaged(`${INDEX}: ${parsed.error.issues[0]?.message}`);
  return parsed.data;
}

/** @throws DomainError 'dataset/damaged' */
export function decodeTrainingData(bundle: FileBundle): TrainingData {
  const file = (name: string): Uint8Array => fileOf(bundle, name);
  const dataset = datasetOf(bundle);
  const count = dataset.documents.length;
  const wrongLength =
    (name: string): WrongLength =>
    (what) =>
      damaged(`${name} ${what}`);
  const lengths = bytesToInt32(file('texts.lengths.i32'), count, wrongLength('texts.lengths.i32'));
  const joined = file('texts.utf8');
  const decoder = new TextDecoder();
  let at = 0;
  const texts = Array.from(lengths, (length) => {
    const text = decoder.decode(joined.subarray(at, at + length));
    at += length;
    return text;
  });
  const vocabularies = Object.fromEntries(
    Object.entries(dataset.terms).map(([name, settings]) => {
      const size = file(`${name}.idf.f32`).byteLength / 4;
      return [
        name,
        {
          settings: settings as unknown as VocabularySettings,
          keysA: bytesToInt32(file(`${name}.keys-a.i32`), size, wrongLength(name)),
          keysB: bytesToInt32(file(`${name}.keys-b.i32`), size, wrongLength(name)),
          idf: bytesToFloat32(file(`${name}.idf.f32`), size, wrongLength(name)),
        },
      ];
    }),
  );
  const figures = {
    layout: bytesToFloat32(file('layout.f32'), count * FIGURE_WIDTHS.layout, wrongLength('layout.f32')),
    picture: bytesToFloat32(file('picture.f32'), count * FIGURE_WIDTHS.picture, wrongLength('picture.f32')),
  };
  return { dataset, texts, vocabularies, figures };
}

const damaged = (what: string): DomainError =>
  new DomainError(
    'dataset/damaged',
    `The dataset is damaged: ${what}. Build it again: docket repro preprocess --force.`,
  );
