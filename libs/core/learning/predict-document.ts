/** Answers for one document: which class, how sure, and which words decided. */
import type { CleanDocument } from '#contracts/clean-document.schema.js';
import type { ExtractedDocument } from '#contracts/extracted-document.schema.js';
import type { Prediction, Score, Term } from '#contracts/prediction.schema.js';
import { type Box, pageInFile } from '../documents/page-in-file.js';
import type { CleanToken } from '../text/clean-tokens.js';
import { answerStatus } from './answer-status.js';
import { answerOf } from './decide.js';
import { documentFeatures, pageFigures } from './document-features.js';
import { leadOf } from './evidence.js';
import { type Explanation, explain, type TermContribution } from './explain.js';
import { familiarityOf, leastFamiliar, type Measure, type Measures } from './familiarity.js';
import { type LinearModel, modelLogits, modelMeasures, shapeScores, termRows } from './linear-model.js';
import { softmax } from './softmax.js';
import { tellDoubt, tellWords } from './tell-doubt.js';

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
        message: `It has ${tellWords(document.words)} to judge by. ${isText(extracted) ? 'See whether all of its text was given; one without words is of no class.' : 'Check the scan; a picture or a blank page is of no class.'}`,
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
  // Overwritten by its probabilities below.
  const values = logits.slice();
  const probabilities = softmax(logits);
  const answer = answerOf(probabilities);
  const ranked = labels
    .map((label, at) => ({ label, at, confidence: probabilities[at]!, value: values[at]! }))
    .sort((left, right) => right.confidence - left.confidence || left.at - right.at);
  const [first, second] = ranked as [(typeof ranked)[0], (typeof ranked)[0]];
  const why =
    settings.explain_terms > 0
      ? explain(model, features, 0, first.at, second.at, rows, settings.explain_terms)
      : null;
  const lead = leadOf(values, model.intercepts, shapeScores(model, features, 0));
  const status = answerStatus(answer, lead, document, familiarityOf(measures, references), decision);
  const known = status !== 'rejected';
  return {
    status,
    // What is of no known class gets no class; the list still says what it is nearest to.
    label: known ? first.label : null,
    confidence: known ? first.confidence : null,
    // A second without a first would be read as the first.
    runner_up: known ? { label: second.label, confidence: second.confidence } : null,
    labels: ranked.map(({ label, confidence }) => ({ label, confidence })),
    explanation: describeTerms(
      why?.contributions ?? [],
      document.text,
      tokens && extracted ? { tokens, extracted } : undefined,
    ),
    ...(why && { score: scoreOf(why, first, second) }),
    ...(!known && { reason: unfamiliar(leastFamiliar(measures, references), measures) }),
    ...(status === 'review' && {
      reason: tellDoubt(answer, lead, document, model.description, first.label, second.label),
    }),
  };
}

/** Of what was never a page there is no scan to check. */
const isText = (extracted: ExtractedDocument | undefined): boolean =>
  !extracted || extracted.pages.every(({ source }) => source === 'plain-text');

interface Scored {
  readonly label: string;
  readonly value: number;
}

const scoreOf = (why: Explanation, first: Scored, second: Scored): Score => ({
  label: first.label,
  value: first.value,
  against: second.label,
  against_value: second.value,
  difference: first.value - second.value,
  intercept: why.intercept,
  blocks: [...why.blocks],
  rest: why.rest,
});

const unfamiliar = (measure: Measure, { known }: Measures): NonNullable<Prediction['reason']> => ({
  code: 'prediction/unfamiliar',
  message: {
    energy: 'No class claims it.',
    claim: 'No class claims it.',
    span: 'It is made of other words than the documents that the model learned from.',
    likeness: 'It is unlike the documents of every class.',
    layout: 'Its words stand on the page as in no class that the model learned.',
    picture: 'Its page looks like none that the model learned from.',
    known: `Only ${Math.round((known ?? 0) * 100)} % of its words stand in the documents that the model learned from.`,
  }[measure],
});

function describeTerms(contributions: readonly TermContribution[], text: string, places?: Places): Term[] {
  if (contributions.length === 0) return [];
  const words = text.split(/[ \n\f]+/).filter((word) => word !== '');
  const boxesOf = places ? boxFinder(places) : () => [];
  return contributions.map(({ places: found, block, weight }) => {
    if (block) return { term: `[${block}]`, weight };
    const [first, last] = found[0]!;
    const term: Term = { term: words.slice(first, last + 1).join(' '), weight };
    const boxes = boxesOf(found.slice(0, BOXES_PER_TERM));
    return boxes.length > 0 ? { ...term, boxes } : term;
  });
}

/** Boxes of places in the text, on the pages of the file. */
function boxFinder({ tokens, extracted }: Places) {
  const pages = extracted.pages.map(pageInFile);
  /** Each box once: places overlap, and parts of a word that is written apart have its box in common. */
  return (found: readonly (readonly [number, number])[]): { page: number; box: Box }[] => {
    const boxes = new Map<string, { page: number; box: Box }>();
    for (const [first, last] of found) {
      for (const { page, sources } of tokens.slice(first, last + 1)) {
        const { number, words } = extracted.pages[page]!;
        for (const source of sources) {
          const box = pages[page]?.boxOf(words[source]!.box);
          if (box) boxes.set(`${number} ${box}`, { page: number, box });
        }
      }
    }
    return [...boxes.values()];
  };
}
