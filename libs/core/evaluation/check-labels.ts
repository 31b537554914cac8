/** Checks the labels of a dataset: documents that look like another class, and duplicates that contradict each other. */
import type { ConflictingDuplicates, LabelCheck } from '#contracts/label-check.schema.js';
import type { LearningHost } from '../learning/learning-host.js';
import type { TrainSettings } from '../learning/train-settings.js';
import type { TrainingData } from '../learning/training-data.js';
import { findSuspiciousLabels } from './find-suspicious-labels.js';
import { outOfFoldProbabilities } from './out-of-fold-probabilities.js';

/** What the check lists itself. */
const TOLD_BY_NAME = new Set(['dataset/conflicting-duplicates', 'dataset/no-text']);

export async function checkLabels(
  data: TrainingData,
  settings: TrainSettings,
  host: LearningHost = {},
): Promise<LabelCheck> {
  const { documents, labels: names, warnings } = data.dataset;
  // A blank page looks like another class by chance alone, and like every other blank page.
  const isJudged = (at: number): boolean => documents[at]!.words >= Math.max(1, settings.decide.min_words);
  const conflicts = data.dataset.conflicts.filter((members) => members.some(isJudged));
  const probabilities = await outOfFoldProbabilities(data, settings, host);
  const labels = Int32Array.from(documents, ({ label }) => label);
  const conflicting = new Set(conflicts.flat());
  return {
    documents: documents.length,
    conflicts: conflicts
      .map((members) => conflictOf(members, data, probabilities))
      .sort((left, right) => right.confidence - left.confidence),
    suspicious: findSuspiciousLabels(probabilities, labels, names.length)
      // Those are told already, with the documents that they contradict.
      .filter(({ document }) => !conflicting.has(document) && isJudged(document))
      .map(({ document, label, suggested, likely }) => ({
        path: documents[document]!.path,
        label: names[label]!,
        suggested: names[suggested]!,
        confidence: probabilities[document]![suggested]!,
        label_confidence: probabilities[document]![label]!,
        likely,
      })),
    wordless: documents.flatMap(({ path }, at) => (isJudged(at) ? [] : [path])),
    duplicates: duplicateGroups(data)
      .filter((members) => !conflicting.has(members[0]!) && members.some(isJudged))
      .map((members) => members.map((at) => documents[at]!.path)),
    warnings: warnings.filter(({ code }) => !TOLD_BY_NAME.has(code)),
  };
}

function conflictOf(
  members: readonly number[],
  { dataset: { documents, labels: names } }: TrainingData,
  probabilities: readonly Float64Array[],
): ConflictingDuplicates {
  const mean = names.map(
    (_, label) => members.reduce((sum, at) => sum + probabilities[at]![label]!, 0) / members.length,
  );
  const likeliest = (labels: readonly number[]): number =>
    labels.reduce((best, label) => (mean[label]! > mean[best]! ? label : best));
  const theirs = [...new Set(members.map((at) => documents[at]!.label))];
  const any = likeliest([...names.keys()]);
  // Likelier than all of theirs together: then none of them is right.
  const isOther = mean[any]! > theirs.reduce((sum, label) => sum + mean[label]!, 0);
  const suggested = isOther ? any : likeliest(theirs);
  return {
    documents: members.map((at) => ({ path: documents[at]!.path, label: names[documents[at]!.label]! })),
    suggested: names[suggested]!,
    confidence: mean[suggested]!,
  };
}

/** Groups of two and more near-duplicates, largest first. */
function duplicateGroups({ dataset: { documents } }: TrainingData): number[][] {
  const groups = new Map<number, number[]>();
  documents.forEach(({ group }, at) => {
    const known = groups.get(group);
    if (known) known.push(at);
    else groups.set(group, [at]);
  });
  return [...groups.values()]
    .filter(({ length }) => length > 1)
    .sort((left, right) => right.length - left.length || left[0]! - right[0]!);
}
