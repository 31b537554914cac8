/** What has to be known of a test before its figures are believed, in sentences. */
import type { Dataset } from '#contracts/dataset.schema.js';
import type { Evaluation } from '#contracts/evaluation.schema.js';
import { alikeButForCapitals } from '../learning/alike-labels.js';
import { byGroup, groupsOfDataset } from './distinct-documents.js';
import { tellInseparable } from './inseparable-classes.js';
import { isAnswered, type Judgement } from './judgement.js';

/** Fewer test documents than this carry a warning with every figure. */
const FEW = 30;

/** @param folds of a cross-validation */
export function tellTest(
  { labels, documents, warnings }: Dataset,
  judgements: readonly Judgement[],
  confusion: Evaluation['confusion'],
  folds?: number,
): string[] {
  const notes: string[] = [];
  const distinct = byGroup(judgements, groupsOfDataset(documents)).length;
  if (folds !== undefined) {
    notes.push(
      `Cross-validated: each document was judged by a model that learned from the other ${folds - 1} of ${folds} parts; the model that answers learned from the training part and is not itself measured here.`,
    );
  }
  if (judgements.length === 0) {
    notes.push(
      'No document was kept back, so nothing is known about how well this model does. Add documents until every class has several.',
    );
  } else if (distinct < FEW) {
    const what =
      distinct < judgements.length
        ? `different documents among the ${judgements.length} tested, for near-duplicates tell nothing further`
        : 'test documents';
    notes.push(`Only ${distinct} ${what}: look at the intervals, not at the figures.`);
  }
  const untested = labels.filter((_, label) => !judgements.some((judgement) => judgement.label === label));
  if (judgements.length > 0 && untested.length > 0) {
    notes.push(`Not tested, for want of documents: ${untested.join(', ')}.`);
  }
  const unknown = unknownLabels(labels, judgements);
  if (unknown.length > 0) notes.push(tellUnknown(labels, unknown, judgements));
  const groups = new Map<number, Set<string>>();
  for (const { group, part } of documents) groups.set(group, (groups.get(group) ?? new Set()).add(part));
  const leaking = [...groups.values()].filter((parts) => parts.size > 1).length;
  if (leaking > 0 && folds === undefined) {
    notes.push(
      `${leaking} groups of near-duplicates sit on both sides of the given split; the figures are too good by that much.`,
    );
  }
  // What the model cannot answer is not told apart by any fault of its documents.
  const known = [...labels.keys()].filter((label) => !unknown.includes(label));
  return [...notes, ...tellInseparable(of(known, confusion)), ...warnings.map(({ message }) => message)];
}

/** Classes of tested documents that no answer gives any probability. */
function unknownLabels(labels: readonly string[], judgements: readonly Judgement[]): number[] {
  const answered = judgements.filter(isAnswered);
  return [...labels.keys()].filter(
    (label) =>
      answered.length > 0 &&
      judgements.some((judgement) => judgement.label === label) &&
      answered.every(({ probabilities }) => probabilities[label] === 0),
  );
}

function tellUnknown(
  labels: readonly string[],
  unknown: readonly number[],
  judgements: readonly Judgement[],
): string {
  const names = unknown.map((label) => labels[label]!);
  const count = judgements.filter(({ label }) => unknown.includes(label)).length;
  const slips = alikeButForCapitals(labels).filter((pair) => pair.some((label) => names.includes(label)));
  const slip = slips
    .map(([one, other]) => ` '${one}' and '${other}' differ in capitals alone: give one of them to both.`)
    .join('');
  return `The model does not know ${names.join(', ')}: ${count === 1 ? 'the one tested document of it counts' : `each of the ${count} tested documents of theirs counts`} as misread.${slip}`;
}

/** Of these labels alone. */
function of(chosen: readonly number[], { labels, counts, distinct }: Evaluation['confusion']) {
  const part = (rows: readonly (readonly number[])[]) =>
    chosen.map((row) => chosen.map((at) => rows[row]![at]!));
  return {
    labels: chosen.map((label) => labels[label]!),
    counts: part(counts),
    distinct: distinct && part(distinct),
  };
}
