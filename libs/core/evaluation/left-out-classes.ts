/**
 * What becomes of documents of a class that the model was never shown: for every class a model of the same recipe is
 * learned without it, and judges the class's documents beside known ones that were kept back. Learned from few documents
 * of few classes, so that it costs seconds whatever the size of the collection; the figures are of these smaller models.
 */
import type { DatasetDocument } from '#contracts/dataset.schema.js';
import type { LeftOut } from '#contracts/evaluation.schema.js';
import type { Provenance } from '#contracts/provenance.schema.js';
import { fitVocabulary, type VocabularySettings } from '../features/term-vocabulary.js';
import { TokenCorpus } from '../features/token-corpus.js';
import { FIGURE_WIDTHS, pickFigures } from '../learning/document-features.js';
import type { LearningHost } from '../learning/learning-host.js';
import { seededRandom, shuffle } from '../learning/seeded-random.js';
import { trainModel } from '../learning/train-model.js';
import type { TrainSettings } from '../learning/train-settings.js';
import type { TrainingData } from '../learning/training-data.js';
import { auroc } from './auroc.js';
import { judgeDocuments } from './judge-documents.js';
import type { Judgement } from './judgement.js';
import {
  aurocInterval,
  documentInterval,
  familiarityOf,
  type JudgedWithout,
  mean,
  shareInterval,
  shareOf,
} from './left-out-intervals.js';
import { wilsonInterval } from './wilson-interval.js';

/** Classes left out in turn, of more a sample; each costs a model. */
const MOST_CLASSES = 10;
/** Documents that a model learns from, and that it is shown of each kind. */
const MOST_DOCUMENTS = 300;
const MOST_SHOWN = 200;
/** As few as cross-folds.ts lets so few documents be learned in. */
const FOLDS = 2;
/** The label of documents whose class the model does not have. */
const NO_LABEL = -1;

export async function leftOutClasses(
  data: TrainingData,
  settings: TrainSettings,
  provenance: Provenance,
  host: LearningHost = {},
): Promise<LeftOut> {
  const { documents, labels: names } = data.dataset;
  const order = documents.map((_, at) => at);
  shuffle(order, seededRandom(settings.seed));
  const of = (label: number, part?: DatasetDocument['part']): number[] =>
    order.filter((at) => {
      const own = documents[at]!;
      // What has too few words is not judged at all, whatever the model knows.
      return own.label === label && own.words >= settings.decide.min_words && (!part || own.part === part);
    });
  const learnable = names.flatMap((_, label) => (of(label, 'train').length > 0 ? [label] : []));
  if (learnable.length < 3) {
    return untold('without one of two classes there is only one to choose from');
  }
  if (documents.every(({ part }) => part === 'train')) {
    return untold('no document of a known class was kept back to compare with');
  }
  shuffle(learnable, seededRandom(settings.seed));
  const chosen = learnable.slice(0, MOST_CLASSES).sort((left, right) => left - right);
  const perClass = Math.max(2, Math.floor(MOST_DOCUMENTS / (chosen.length - 1)));
  const shownPerClass = Math.max(1, Math.floor(MOST_SHOWN / (chosen.length - 1)));
  const classes: [string, LeftOut['classes'][string]][] = [];
  let sampled = chosen.length < learnable.length;
  let learned = 0;
  const knownByPath = new Map<string, Judgement[]>();
  const drawn: JudgedWithout[] = [];
  for (const [turn, left] of chosen.entries()) {
    const known = chosen.filter((label) => label !== left);
    const train = known.flatMap((label) => of(label, 'train').slice(0, perClass));
    const shown = known.flatMap((label) => of(label, 'test').slice(0, shownPerClass));
    const strange = of(left).slice(0, MOST_SHOWN);
    sampled ||= known.some((label) => of(label, 'train').length > perClass);
    learned = Math.max(learned, train.length);
    const reduced = partOf(data, known, train, [...shown, ...strange]);
    const model = await trainModel(reduced, { ...settings, folds: FOLDS }, provenance, {
      ...host,
      progress: () => host.progress?.(turn, chosen.length, `${names[left]} left out`),
    });
    const judged = judgeDocuments(model, reduced);
    const strangers = judged.filter(({ label }) => label === NO_LABEL);
    const others = judged.filter(({ label }) => label !== NO_LABEL);
    for (const one of others) {
      const { path } = reduced.dataset.documents[one.document]!;
      knownByPath.set(path, [...(knownByPath.get(path) ?? []), one]);
    }
    drawn.push({ strangers, others });
    classes.push([
      names[left]!,
      {
        documents: strangers.length,
        ...sharesOf(strangers),
        auroc: auroc(others.map(familiarityOf), strangers.map(familiarityOf)),
        auroc_interval: aurocInterval([{ strangers, others }]),
      },
    ]);
  }
  const measured = classes.map(([, one]) => one);
  const rated = measured.flatMap(({ auroc: own }) => own ?? []);
  return {
    note: sampled
      ? `Measured with smaller models of the same recipe, each learned from at most ${learned} documents of ${chosen.length - 1} classes, drawn by chance; the model that answers knows more.`
      : 'Measured with models of the same recipe, each learned without the class.',
    documents: learned,
    classes: Object.fromEntries(classes),
    auroc: rated.length > 0 ? mean(rated) : null,
    auroc_interval: aurocInterval(drawn),
    rejected: mean(measured.map(({ rejected }) => rejected)),
    rejected_interval: shareInterval(drawn, 'rejected'),
    classified: mean(measured.map(({ classified }) => classified)),
    classified_interval: shareInterval(drawn, 'classified'),
    known_rejected: shareOf([...knownByPath.values()].flat(), 'rejected'),
    known_rejected_interval: documentInterval([...knownByPath.values()], 'rejected'),
  };
}

const untold = (why: string): LeftOut => ({
  note: `How a class that was never shown is answered cannot be told: ${why}.`,
  ...{ documents: 0, classes: {}, auroc: null, auroc_interval: null },
  ...{ rejected: null, rejected_interval: null, classified: null, classified_interval: null },
  ...{ known_rejected: null, known_rejected_interval: null },
});

/** Of one kind of answer with its 95 % interval, for all three kinds. */
function sharesOf(judged: readonly Judgement[]) {
  const told = (wanted: Judgement['status']) => judged.filter(({ status }) => status === wanted).length;
  const [rejected, review, classified] = [told('rejected'), told('review'), told('classified')];
  const share = (count: number): number => count / Math.max(judged.length, 1);
  return {
    ...{ rejected: share(rejected), review: share(review), classified: share(classified) },
    rejected_interval: wilsonInterval(rejected, judged.length),
    review_interval: wilsonInterval(review, judged.length),
    classified_interval: wilsonInterval(classified, judged.length),
  };
}

/** A dataset of some documents alone, with the known classes' labels and vocabularies of what is learned from. */
function partOf(
  { dataset, texts, figures }: TrainingData,
  known: readonly number[],
  train: readonly number[],
  test: readonly number[],
): TrainingData {
  const rows = Int32Array.of(...train, ...test);
  const picked = Array.from(rows, (at) => texts[at]!);
  const corpus = TokenCorpus.of(picked);
  const training = Int32Array.from(train, (_, at) => at);
  return {
    dataset: {
      ...dataset,
      labels: known.map((label) => dataset.labels[label]!),
      documents: Array.from(rows, (at, place) => ({
        ...dataset.documents[at]!,
        label: known.indexOf(dataset.documents[at]!.label),
        part: place < train.length ? ('train' as const) : ('test' as const),
      })),
    },
    texts: picked,
    vocabularies: Object.fromEntries(
      Object.entries(dataset.terms).map(([name, terms]) => [
        name,
        fitVocabulary(corpus, training, terms as unknown as VocabularySettings),
      ]),
    ),
    figures: {
      layout: pickFigures(figures.layout, FIGURE_WIDTHS.layout, rows),
      picture: pickFigures(figures.picture, FIGURE_WIDTHS.picture, rows),
    },
  };
}
