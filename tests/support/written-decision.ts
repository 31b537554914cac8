/** When answers of a model of English and French documents stand, as a bundle holds it: what tests of that vary. */
import type { ModelBundle } from '#contracts/model-bundle.schema.js';

/** Limits of one class; tests of more give their own `confidence` and `margin`. */
export const WRITTEN_DECISION: ModelBundle['decision'] = {
  min_words: 1,
  sure_words: 12,
  max_error: 0.05,
  risk: 0.1,
  confidence: [0.9],
  margin: [0.2],
  familiarity: -5,
  guaranteed: true,
  holds_back: false,
  sure: 100,
  sure_wrong: 2,
  evidence: 0.1,
  beyond_shape: 0,
  languages: ['eng', 'fra'],
  hangs_on: null,
  coverage: 0.7,
  error: 0.02,
};
