/** Two models on the test documents of a dataset, with the documents gained and lost by name. */
import type { ModelComparison } from '#contracts/evaluation.schema.js';
import type { LinearModel } from '../learning/linear-model.js';
import type { TrainingData } from '../learning/training-data.js';
import { compareModels } from './compare-models.js';
import { distinctInterval, groupsOfDataset } from './distinct-documents.js';
import { judgeDocuments } from './judge-documents.js';
import { isRight, type Judgement } from './judgement.js';

/** What a document of too few words is read as. */
const NO_ANSWER = '–';

/** @param second the model in question */
export function describeComparison(
  first: LinearModel,
  second: LinearModel,
  data: TrainingData,
): ModelComparison {
  const before = judgeDocuments(first, data);
  const after = judgeDocuments(second, data);
  const groupOf = groupsOfDataset(data.dataset.documents);
  const { documents, difference, interval, gained, lost, p, verdict } = compareModels(before, after, groupOf);
  const accuracyOf = (judged: readonly Judgement[]): ModelComparison['first'] => {
    const right = judged.filter(isRight).length;
    return {
      accuracy: judged.length > 0 ? right / judged.length : null,
      accuracy_interval: distinctInterval(right, judged, groupOf),
    };
  };
  const place = new Map(before.map(({ document }, at) => [document, at]));
  const named = (members: readonly number[]): ModelComparison['gained'] =>
    members.map((document) => {
      const { path, label } = data.dataset.documents[document]!;
      return {
        path,
        label: data.dataset.labels[label]!,
        first: before[place.get(document)!]!.answer ?? NO_ANSWER,
        second: after[place.get(document)!]!.answer ?? NO_ANSWER,
      };
    });
  const sameDivision = divisionOf(first) === divisionOf(second);
  return {
    documents,
    same_division: sameDivision,
    first: accuracyOf(before),
    second: accuracyOf(after),
    difference,
    interval,
    p,
    // A model read some of the tested documents as it learned them: what it gains there is no merit.
    verdict: sameDivision ? verdict : 'cannot tell',
    gained: named(gained),
    lost: named(lost),
    notes: notesOn(first, second, data, documents),
  };
}

function notesOn(
  first: LinearModel,
  second: LinearModel,
  { dataset: { labels } }: TrainingData,
  documents: number,
): string[] {
  const notes: string[] = [];
  if (documents === 0) notes.push('No document was kept back, so there is nothing to compare on.');
  const models = [
    ['first', first],
    ['second', second],
  ] as const;
  for (const [name, { description }] of models) {
    const unknown = labels.filter((label) => !description.labels.includes(label));
    if (unknown.length > 0) {
      notes.push(
        `The ${name} model does not know ${unknown.join(', ')}; every such document counts as misread by it.`,
      );
    }
  }
  const [before, after] = [first.description.provenance.data, second.description.provenance.data];
  if (divisionOf(first) !== divisionOf(second)) {
    notes.push(
      'The documents were divided in another way for each model (preprocess.seed, test_share or duplicate_overlap): one that learned from what is now tested looks better than it is, so that nothing can be told of which is better. Train both with the same division.',
    );
  } else if (before !== null && after !== null && before !== after) {
    notes.push(
      'The models learned from different documents; one that learned from what is now tested looks better than it is.',
    );
  }
  return notes;
}

/** What decided which documents a model learned from, of those that there were. */
function divisionOf({ description }: LinearModel): string {
  const { params = {} } = description.provenance.stages.find(({ stage }) => stage === 'preprocess') ?? {};
  const { seed, test_share, duplicate_overlap } = params as Record<string, unknown>;
  return [seed, test_share, duplicate_overlap].join(' ');
}
