/**
 * The model itself: everything that was learned and calibrated, folded into one linear score per class.
 *
 *   logit(class) = intercept + Σ over blocks Σ over terms  value · weight        probabilities = softmax(logits)
 *
 * Being linear to the end, a prediction is one pass over the document's terms, and its explanation adds up exactly.
 */
import type { ModelBundle } from '#contracts/model-bundle.schema.js';
import type { TermVocabulary } from '../features/term-vocabulary.js';
import type { TokenCorpus } from '../features/token-corpus.js';
import { vectorise } from '../features/vectorise.js';

export interface TermBlock {
  readonly name: string;
  readonly vocabulary: TermVocabulary;
  /** `terms × classes`, term by term, in units of the logit. */
  readonly weights: Float32Array;
}

export interface LinearModel {
  readonly description: Omit<ModelBundle, 'files'>;
  readonly blocks: readonly TermBlock[];
  readonly intercepts: Float64Array;
}

/** `documents × classes` logits of a corpus. */
export function modelLogits(model: LinearModel, corpus: TokenCorpus): Float64Array {
  const classes = model.intercepts.length;
  const logits = new Float64Array(corpus.documentCount * classes);
  for (let at = 0; at < logits.length; at++) logits[at] = model.intercepts[at % classes]!;
  for (const { vocabulary, weights } of model.blocks) {
    const { offsets, indices, values } = vectorise(corpus, vocabulary);
    for (let document = 0; document < corpus.documentCount; document++) {
      const target = document * classes;
      for (let entry = offsets[document]!; entry < offsets[document + 1]!; entry++) {
        const source = indices[entry]! * classes;
        const value = values[entry]!;
        for (let label = 0; label < classes; label++)
          logits[target + label]! += value * weights[source + label]!;
      }
    }
  }
  return logits;
}
