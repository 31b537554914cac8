/** Documents as the learner sees them: their words as numbered chunks, and their blocks of figures. */
import type { ExtractedDocument } from '#contracts/extracted-document.schema.js';
import { LAYOUT_WIDTH, pageLayout } from '../features/page-layout.js';
import { PICTURE_WIDTH, pagePicture } from '../features/page-picture.js';
import { finishSteps, inPieces, type Steps } from '../features/steps.js';
import { SHAPE_FEATURES, textShape } from '../features/text-shape.js';
import { TokenCorpus } from '../features/token-corpus.js';

export const FIGURE_WIDTHS = {
  shape: SHAPE_FEATURES.length,
  layout: LAYOUT_WIDTH,
  picture: PICTURE_WIDTH,
} as const;
export type FigureName = keyof typeof FIGURE_WIDTHS;

export interface DocumentFeatures {
  readonly corpus: TokenCorpus;
  /** `documents × width` by block; a block that is not known may be absent, an unknown figure is NaN. */
  readonly figures: Readonly<Partial<Record<FigureName, Float32Array>>>;
}

/** Figures that only the extracted document can give. */
export interface PageFigures {
  readonly layout: Float32Array;
  readonly picture: Float32Array;
}

export const pageFigures = (extracted: ExtractedDocument): PageFigures => ({
  layout: pageLayout(extracted),
  picture: pagePicture(extracted.pages[0]?.thumbnail),
});

/** @param figures `texts × width` for the blocks that are known */
export function documentFeatures(
  texts: readonly string[],
  figures: Readonly<Partial<Record<FigureName, Float32Array>>> = {},
): DocumentFeatures {
  return finishSteps(featureSteps(texts, figures));
}

/** {@link documentFeatures} in pieces. */
export function* featureSteps(
  texts: readonly string[],
  figures: Readonly<Partial<Record<FigureName, Float32Array>>> = {},
): Steps<DocumentFeatures> {
  const shape = new Float32Array(texts.length * FIGURE_WIDTHS.shape);
  yield* inPieces(texts.length, 'measuring the shape of the texts', (at) => {
    shape.set(textShape(texts[at]!), at * FIGURE_WIDTHS.shape);
  });
  return { corpus: yield* TokenCorpus.steps(texts), figures: { ...figures, shape } };
}

/** The rows of some documents, in their order. */
export function pickFigures(figures: Float32Array, width: number, documents: Int32Array): Float32Array {
  const picked = new Float32Array(documents.length * width);
  documents.forEach((document, at) => {
    picked.set(figures.subarray(document * width, (document + 1) * width), at * width);
  });
  return picked;
}
