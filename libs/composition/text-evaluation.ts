/** How well texts are classified, which of two classifiers does better, and which labels are doubtful: measured as a workspace is. */
import { PreprocessParamsSchema } from '#config/params/preprocess.params.js';
import { DomainError } from '#contracts/domain-error.js';
import type { Evaluation, ModelComparison } from '#contracts/evaluation.schema.js';
import type { LabelCheck } from '#contracts/label-check.schema.js';
import { checkLabels as checkDatasetLabels } from '#core/evaluation/check-labels.js';
import { crossValidate } from '#core/evaluation/cross-validate.js';
import { describeComparison } from '#core/evaluation/describe-comparison.js';
import { describeRule } from '#core/evaluation/describe-rule.js';
import { evaluate } from '#core/evaluation/evaluate.js';
import { judgeDocuments } from '#core/evaluation/judge-documents.js';
import { nearDuplicateSteps } from '#core/features/find-near-duplicates.js';
import { TokenCorpus } from '#core/features/token-corpus.js';
import { decodeModel } from '#core/learning/decode-model.js';
import { inTurns } from '#core/learning/learning-host.js';
import { maskDigits } from '#core/text/mask-digits.js';
import { OF_PROGRAM, type TextClassifier, textProvenance } from './text-classifier.js';
import { datasetOfTexts, type LabelledText, numberOfPath, testDataOfTexts } from './text-documents.js';
import {
  checkLabelledTexts,
  checkTrainParams,
  kindOf,
  type LearnParams,
  tellExamples,
} from './text-examples.js';
import { checkOptions, heeding, type TextHost } from './text-host.js';

type ByNumber<Entry> = Omit<Entry, 'path'> & {
  /** Its number in the array that was given, from 0. */
  readonly example: number;
};

/** As metrics/eval.json of a workspace; examples go by their number instead of a path. */
export interface TextEvaluation extends Omit<Evaluation, 'mistakes' | 'left_out' | 'comparison'> {
  readonly mistakes: readonly ByNumber<Evaluation['mistakes'][number]>[];
}

export interface TextComparison extends Omit<ModelComparison, 'gained' | 'lost'> {
  /** What only the second classifier reads right, and what only the first one does. */
  readonly gained: readonly ByNumber<ModelComparison['gained'][number]>[];
  readonly lost: readonly ByNumber<ModelComparison['lost'][number]>[];
}

export interface TextLabelCheck {
  readonly examples: number;
  /** Nearly the same text under different labels: at least one of each is wrong. Surest first. */
  readonly conflicts: readonly {
    readonly examples: readonly { readonly example: number; readonly label: string }[];
    readonly suggested: string;
    readonly confidence: number;
  }[];
  /** Labels that are probably wrong, worst first. */
  readonly suspicious: readonly ByNumber<LabelCheck['suspicious'][number]>[];
  /** Texts without a word, by their numbers: nothing tells whether their labels are right. */
  readonly wordless: readonly number[];
  /** Nearly the same text several times under one label, by their numbers. */
  readonly duplicates: readonly (readonly number[])[];
  readonly warnings: readonly { readonly code: string; readonly message: string }[];
}

/** Mistakes that an evaluation lists; with the surest first, more are seldom looked at. */
const MOST_MISTAKES = 200;

/**
 * Measures a classifier on examples that it did not learn from; every figure with its 95 % interval.
 * @throws DomainError 'request/invalid', 'dataset/empty', 'model/…', 'pipeline/interrupted'
 */
export async function evaluateClassifier(
  classifier: Pick<TextClassifier, 'bundle'>,
  examples: readonly LabelledText[],
  host: TextHost = {},
): Promise<TextEvaluation> {
  const model = modelOf(classifier, 'evaluateClassifier');
  checkOptions(host, { place: 'third', caller: 'evaluateClassifier' });
  checkTested(examples, 'evaluateClassifier');
  const data = await heeding(host, (heeded) =>
    testDataOfTexts(examples, model.description.labels, 'evaluateClassifier', heeded),
  );
  const { calibration, support } = model.description;
  const metrics = evaluate(data.dataset, judgeDocuments(model, data), MOST_MISTAKES, {
    masked: judgeDocuments(model, data, maskDigits),
    rule: describeRule(model.description),
    calibrationTraining: { before: calibration.error_before, after: calibration.error_after },
  });
  const learned = support.reduce((sum, count) => sum + count, 0);
  return byNumber({ ...metrics, documents: { ...metrics.documents, train: learned } });
}

/**
 * Measures what a recipe makes of the examples: each is judged by a classifier that learned from the others.
 * @param options.folds parts that the examples are dealt into, 2 to 20; @param options.repeats times they are dealt anew
 * @throws DomainError as learnTexts does
 */
export async function crossValidateTexts(
  examples: readonly LabelledText[],
  params: LearnParams = {},
  options: TextHost & { readonly folds?: number; readonly repeats?: number } = {},
): Promise<TextEvaluation> {
  const settings = checkTrainParams(params, 'crossValidateTexts');
  const { folds = 5, repeats = 1 } = checkOptions(options, {
    ...{ place: 'third', caller: 'crossValidateTexts', others: ['folds', 'repeats'] },
  });
  for (const [name, value, least] of [
    ['folds', folds, 2],
    ['repeats', repeats, 1],
  ] as const) {
    if (Number.isInteger(value) && value >= least && value <= 20) continue;
    throw new DomainError(
      'config/invalid',
      `The third argument of crossValidateTexts: ${name} is ${String(value)}; give a whole number from ${least} to 20.`,
      { key: name },
    );
  }
  const { data, dealt } = await heeding(options, async (heeded) => {
    const texts = await datasetOfTexts(examples, 'crossValidateTexts', heeded);
    return {
      data: texts,
      dealt: await crossValidate(
        texts,
        settings,
        { folds, repeats, seed: settings.seed },
        maskDigits,
        textProvenance(settings),
        heeded,
      ),
    };
  });
  const [first] = dealt;
  const dataset = { ...data.dataset, warnings: tellExamples(data.dataset, examples) };
  return byNumber(
    evaluate(dataset, first!.judgements, MOST_MISTAKES, {
      masked: first!.changed,
      crossValidation: { folds, repeats: dealt },
    }),
  );
}

/**
 * Says whether the second classifier is better than the first on examples that neither learned from: paired bootstrap and
 * McNemar's test, and the examples gained and lost.
 * @throws DomainError 'request/invalid', 'dataset/empty', 'model/…', 'pipeline/interrupted'
 */
export async function compareClassifiers(
  first: Pick<TextClassifier, 'bundle'>,
  second: Pick<TextClassifier, 'bundle'>,
  examples: readonly LabelledText[],
  host: TextHost = {},
): Promise<TextComparison> {
  const [before, after] = [modelOf(first, 'compareClassifiers'), modelOf(second, 'compareClassifiers')];
  checkTested(examples, 'compareClassifiers');
  checkOptions(host, { place: 'fourth', caller: 'compareClassifiers' });
  const known = [...new Set([...before.description.labels, ...after.description.labels])];
  const { gained, lost, ...rest } = describeComparison(
    before,
    after,
    await heeding(host, (heeded) => testDataOfTexts(examples, known, 'compareClassifiers', heeded)),
  );
  return { ...rest, gained: gained.map(numbered), lost: lost.map(numbered) };
}

/**
 * Lists labels that are probably wrong, worst first, and near-duplicates whose labels contradict each other.
 * @throws DomainError as learnTexts does
 */
export async function checkLabels(
  examples: readonly LabelledText[],
  params: LearnParams = {},
  host: TextHost = {},
): Promise<TextLabelCheck> {
  const settings = checkTrainParams(params, 'checkLabels');
  checkOptions(host, { place: 'third', caller: 'checkLabels' });
  const { data, found } = await heeding(host, async (heeded) => {
    const texts = await datasetOfTexts(examples, 'checkLabels', heeded);
    return { data: texts, found: await checkDatasetLabels(texts, settings, heeded) };
  });
  return {
    examples: found.documents,
    conflicts: found.conflicts.map(({ documents, ...conflict }) => ({
      ...conflict,
      examples: documents.map(numbered),
    })),
    suspicious: found.suspicious.map(numbered),
    wordless: found.wordless.map(numberOfPath),
    duplicates: found.duplicates.map((paths) => paths.map(numberOfPath)),
    warnings: tellExamples({ ...data.dataset, conflicts: [] }, examples).filter(
      ({ code }) => code !== 'dataset/conflicting-duplicates' && code !== 'dataset/no-text',
    ),
  };
}

/**
 * Groups of nearly the same text, by number, each with its first text first.
 * @param overlap least share of pairs of words in common, 0 to 1
 * @throws DomainError 'request/invalid', 'pipeline/interrupted'
 */
export async function findDuplicates(
  texts: readonly string[],
  options: TextHost & { readonly overlap?: number } = {},
): Promise<number[][]> {
  const { overlap = DEFAULT_OVERLAP } = checkOptions(options, {
    ...{ place: 'second', caller: 'findDuplicates', others: ['overlap'] },
  });
  const wrong = Array.isArray(texts) ? texts.findIndex((text) => typeof text !== 'string') : 0;
  if (wrong >= 0) {
    const what = Array.isArray(texts)
      ? `Text ${wrong} is ${kindOf(texts[wrong])}`
      : `This is ${kindOf(texts)}`;
    throw new DomainError('request/invalid', `findDuplicates takes an array of texts. ${what}.`);
  }
  if (!(overlap > 0 && overlap <= 1)) {
    throw new DomainError(
      'request/invalid',
      `findDuplicates: overlap is ${String(overlap)}; give a share above 0, at most 1.`,
    );
  }
  const groupOf = await heeding(options, async (heeded) => {
    const corpus = await inTurns(TokenCorpus.steps(texts), heeded);
    return inTurns(nearDuplicateSteps(corpus, overlap), heeded);
  });
  const groups = new Map<number, number[]>();
  groupOf.forEach((group, text) => {
    groups.set(group, [...(groups.get(group) ?? []), text]);
  });
  return [...groups.values()].filter(({ length }) => length > 1);
}

const DEFAULT_OVERLAP = PreprocessParamsSchema.parse({}).duplicate_overlap;

function modelOf(classifier: Pick<TextClassifier, 'bundle'>, caller: string) {
  const bundle = (classifier as Partial<TextClassifier> | undefined)?.bundle;
  if (!bundle) {
    throw new DomainError(
      'request/invalid',
      `${caller} takes a classifier of learnTexts or openClassifier; this is ${kindOf(classifier)}.`,
    );
  }
  return decodeModel(bundle, OF_PROGRAM);
}

function checkTested(examples: readonly LabelledText[], caller: string): void {
  checkLabelledTexts(examples, caller);
  if (examples.length > 0) return;
  throw new DomainError('dataset/empty', `${caller}: there is no example to test with. Give at least one.`);
}

function numbered<Entry extends { path: string }>({ path, ...entry }: Entry): ByNumber<Entry> {
  return { ...entry, example: numberOfPath(path) };
}

function byNumber({ left_out: _, comparison: __, mistakes, ...metrics }: Evaluation): TextEvaluation {
  return { ...metrics, mistakes: mistakes.map(numbered) };
}
