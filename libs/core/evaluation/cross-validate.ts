/**
 * Judges every document of a dataset by models that learned from the others, several times over: what hold-out
 * measures on a fifth of the documents, measured on all of them, with the whole recipe learned anew each time. A class
 * of one document is learned from, never judged: no model without that document knows the class.
 */
import type { Provenance } from '#contracts/provenance.schema.js';
import { fitVocabulary, type VocabularySettings } from '../features/term-vocabulary.js';
import { TokenCorpus } from '../features/token-corpus.js';
import { crossFolds } from '../learning/cross-folds.js';
import type { LearningHost } from '../learning/learning-host.js';
import { trainModel } from '../learning/train-model.js';
import type { TrainSettings } from '../learning/train-settings.js';
import type { TrainingData } from '../learning/training-data.js';
import { judgeDocuments } from './judge-documents.js';
import type { Judgement } from './judgement.js';

export interface CrossValidationPlan {
  readonly folds: number;
  readonly repeats: number;
  readonly seed: number;
}

export interface Repeat {
  readonly seed: number;
  /** Of every document that can be judged, in the dataset's order. */
  readonly judgements: readonly Judgement[];
  /** The same with each text changed as wanted. */
  readonly changed: readonly Judgement[];
}

/** @param change what to do to each text for the second judgement (masking its digits, say) */
export async function crossValidate(
  data: TrainingData,
  settings: TrainSettings,
  plan: CrossValidationPlan,
  change: (text: string) => string,
  provenance: Provenance,
  host: LearningHost = {},
): Promise<Repeat[]> {
  const { documents } = data.dataset;
  const labels = Int32Array.from(documents, ({ label }) => label);
  const groups = Int32Array.from(documents, ({ group }) => group);
  const folds = Math.max(2, Math.min(plan.folds, documents.length));
  const corpus = TokenCorpus.of(data.texts);
  const judged = judgedDocuments(labels, groups);
  const repeats: Repeat[] = [];
  for (let repeat = 0; repeat < plan.repeats; repeat++) {
    const seed = plan.seed + repeat;
    const foldOf = crossFolds(labels, groups, folds, seed);
    const judgements: Judgement[] = [];
    const changed: Judgement[] = [];
    for (let fold = 0; fold < folds; fold++) {
      const held = holdOut(data, corpus, (document) => judged[document]! && foldOf[document] === fold);
      const done = repeat * folds + fold;
      const model = await trainModel(held, { ...settings, seed }, provenance, {
        ...host,
        // Whole models: how far this one is, the note tells.
        progress: (_part, _parts, note) =>
          host.progress?.(
            done,
            plan.repeats * folds,
            `model ${done + 1} of ${plan.repeats * folds}: ${note}`,
          ),
      });
      judgements.push(...judgeDocuments(model, held));
      changed.push(...judgeDocuments(model, held, change));
    }
    const byDocument = (left: Judgement, right: Judgement): number => left.document - right.document;
    repeats.push({ seed, judgements: judgements.sort(byDocument), changed: changed.sort(byDocument) });
  }
  return repeats;
}

/** Whether others of its class are left to learn from when a document, with its duplicates, is held out. */
function judgedDocuments(labels: Int32Array, groups: Int32Array): boolean[] {
  const groupsOf = new Map<number, Set<number>>();
  for (const [at, label] of labels.entries()) {
    groupsOf.set(label, (groupsOf.get(label) ?? new Set()).add(groups[at]!));
  }
  return Array.from(labels, (label) => groupsOf.get(label)!.size > 1);
}

/** The dataset with some of its documents as its test part, and vocabularies of the others. */
function holdOut(
  data: TrainingData,
  corpus: TokenCorpus,
  isTested: (document: number) => boolean,
): TrainingData {
  const { dataset } = data;
  const training = Int32Array.from([...dataset.documents.keys()].filter((at) => !isTested(at)));
  return {
    ...data,
    dataset: {
      ...dataset,
      documents: dataset.documents.map((document, at) => ({
        ...document,
        part: isTested(at) ? 'test' : 'train',
      })),
    },
    vocabularies: Object.fromEntries(
      Object.entries(dataset.terms).map(([name, terms]) => [
        name,
        fitVocabulary(corpus, training, terms as unknown as VocabularySettings),
      ]),
    ),
  };
}
