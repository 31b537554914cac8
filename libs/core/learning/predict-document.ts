/** Answers for one document: which class, how sure, and which words decided. */
import type { CleanDocument } from '#contracts/clean-document.schema.js';
import type { ExtractedDocument, Word } from '#contracts/extracted-document.schema.js';
import type { Prediction, Term } from '#contracts/prediction.schema.js';
import type { CleanToken } from '../text/clean-tokens.js';
import { answerOf } from './decide.js';
import { accepts } from './decision-rule.js';
import { documentFeatures, pageFigures } from './document-features.js';
import { explain, type TermContribution } from './explain.js';
import { familiarityOf, leastFamiliar, type Measure, type Measures } from './familiarity.js';
import { type LinearModel, modelLogits, modelMeasures, termRows } from './linear-model.js';
import { softmax } from './softmax.js';

export interface PredictSettings {
  /** Terms to name; 0 leaves the explanation out. */
  readonly explain_terms: number;
}

/** Where the words of the clean text stand on the pages. */
interface Places {
  readonly tokens: readonly CleanToken[];
  readonly extracted: ExtractedDocument;
}

/** More boxes for one term than this help nobody find it. */
const BOXES_PER_TERM = 20;

/** @param extracted gives layout and picture; without it these blocks count as average */
export function predictDocument(
  model: LinearModel,
  document: CleanDocument,
  settings: PredictSettings,
  extracted?: ExtractedDocument,
  tokens?: readonly CleanToken[],
): Prediction {
  const { labels, decision } = model.description;
  if (document.words < decision.min_words) {
    return {
      status: 'rejected',
      label: null,
      confidence: null,
      runner_up: null,
      labels: [],
      explanation: [],
      reason: {
        code: 'prediction/no-text',
        message: `It has ${document.words === 0 ? 'no word' : `only ${document.words} words`} to judge by. Check the scan; a picture or a blank page is of no class.`,
      },
    };
  }
  const features = documentFeatures(
    [document.text],
    extracted && model.figures.length > 1 ? pageFigures(extracted) : {},
  );
  const rows = termRows(model, features);
  const logits = modelLogits(model, features, rows);
  const measures = modelMeasures(model, features, rows, 0, logits);
  const references = model.description.familiarity.measures;
  const probabilities = softmax(logits);
  const answer = answerOf(probabilities);
  const ranked = labels
    .map((label, at) => ({ label, at, confidence: probabilities[at]! }))
    .sort((left, right) => right.confidence - left.confidence || left.at - right.at);
  const [first, second] = ranked as [(typeof ranked)[0], (typeof ranked)[0]];
  const explanation =
    settings.explain_terms > 0
      ? explain(model, features, 0, first.at, second.at, rows, settings.explain_terms)
      : [];
  const known = familiarityOf(measures, references) >= decision.familiarity;
  const stands = accepts(answer, decision.confidence, decision.margin);
  return {
    status: !known ? 'rejected' : stands ? 'classified' : 'review',
    // What is of no known class gets no class; the list still says what it is nearest to.
    label: known ? first.label : null,
    confidence: known ? first.confidence : null,
    // A second without a first would be read as the first.
    runner_up: known ? { label: second.label, confidence: second.confidence } : null,
    labels: ranked.map(({ label, confidence }) => ({ label, confidence })),
    explanation: describeTerms(
      explanation,
      document.text,
      tokens && extracted ? { tokens, extracted } : undefined,
    ),
    ...(!known && { reason: unfamiliar(leastFamiliar(measures, references), measures) }),
  };
}

const unfamiliar = (measure: Measure, { known }: Measures): NonNullable<Prediction['reason']> => ({
  code: 'prediction/unfamiliar',
  message: {
    energy: 'No class claims it.',
    likeness: 'It is unlike the documents of every class.',
    layout: 'Its words stand on the page as in no class that the model learned.',
    picture: 'Its page looks like none that the model learned from.',
    known: `Only ${Math.round((known ?? 0) * 100)} % of its words stand in the documents that the model learned from.`,
  }[measure],
});

function describeTerms(contributions: TermContribution[], text: string, places?: Places): Term[] {
  if (contributions.length === 0) return [];
  const words = text.split(/[ \n\f]+/).filter((word) => word !== '');
  return contributions.map(({ places: found, block, weight }) => {
    if (block) return { term: `[${block}]`, weight };
    const [first, last] = found[0]!;
    const term: Term = { term: words.slice(first, last + 1).join(' '), weight };
    const boxes = places ? boxesOf(found.slice(0, BOXES_PER_TERM), places) : [];
    return boxes.length > 0 ? { ...term, boxes } : term;
  });
}

/** Each box once: places overlap, and parts of a word that is written apart have its box in common. */
function boxesOf(found: readonly (readonly [number, number])[], { tokens, extracted }: Places) {
  const boxes = new Map<string, { page: number; box: Word['box'] }>();
  for (const [first, last] of found) {
    for (const { page, sources } of tokens.slice(first, last + 1)) {
      const { number, words } = extracted.pages[page]!;
      for (const source of sources) {
        const { box } = words[source]!;
        boxes.set(`${number} ${box}`, { page: number, box });
      }
    }
  }
  return [...boxes.values()];
}
