/** Makes a dataset of the cleaned, labelled documents: labels, duplicates, split and vocabularies. */
import type { Dataset, DatasetWarning } from '#contracts/dataset.schema.js';
import { DomainError } from '#contracts/domain-error.js';
import { nearDuplicateSteps } from '../features/find-near-duplicates.js';
import { finishSteps, type Steps } from '../features/steps.js';
import {
  type TermVocabulary,
  type VocabularySettings,
  vocabularySteps,
} from '../features/term-vocabulary.js';
import { TokenCorpus } from '../features/token-corpus.js';
import { alikeButForCapitals, alikeToTheEye, namedApart } from './alike-labels.js';
import { FIGURE_WIDTHS, type PageFigures } from './document-features.js';
import { givenSides } from './given-sides.js';
import { inTurns, type LearningHost } from './learning-host.js';
import type { SplitRow } from './read-split-file.js';
import { splitDocuments } from './split-documents.js';
import type { TrainingData } from './training-data.js';

export interface LabelledDocument {
  /** `<class>/<file>`, the scan's path below data/raw. */
  readonly path: string;
  readonly text: string;
  /** The text as it was read, digits and all, where it is known: duplicates are told by it. */
  readonly rawText?: string;
  /** Documents of few words, or none, are duplicates where this is the same too. */
  readonly picture?: string;
  /** Layout and picture of its pages, where it has any. */
  readonly figures?: PageFigures;
  readonly language: string;
  readonly words: number;
  readonly pages: number;
  readonly source: string;
}

export interface DatasetSettings {
  readonly seed: number;
  readonly test_share: number;
  readonly duplicate_overlap: number;
  readonly terms: Readonly<Record<string, VocabularySettings>>;
  /** Rows by path, where the person gave a split. */
  readonly split?: ReadonlyMap<string, SplitRow>;
}

/** @throws DomainError 'dataset/empty', 'dataset/one-class', 'dataset/no-text', 'dataset/labels-alike' */
export function prepareDataset(
  documents: readonly LabelledDocument[],
  settings: DatasetSettings,
  warnings: DatasetWarning[] = [],
): TrainingData {
  return finishSteps(datasetSteps(documents, settings, warnings));
}

/** The same with pauses, so that it can be watched and stopped. @throws DomainError 'pipeline/interrupted', besides */
export function prepareDatasetInSteps(
  documents: readonly LabelledDocument[],
  settings: DatasetSettings,
  warnings: DatasetWarning[],
  host: LearningHost,
): Promise<TrainingData> {
  return inTurns(datasetSteps(documents, settings, warnings), host);
}

function* datasetSteps(
  documents: readonly LabelledDocument[],
  settings: DatasetSettings,
  warnings: DatasetWarning[],
): Steps<TrainingData> {
  const notes = [...warnings];
  const labelOf = (path: string): string | undefined =>
    path.includes('/') ? path.slice(0, path.indexOf('/')) : undefined;
  const labelled = documents.filter(({ path }) => labelOf(path) !== undefined);
  if (labelled.length < documents.length) {
    notes.push({
      code: 'dataset/no-class',
      message: `${counted(documents.length - labelled.length, 'document lies', 'documents lie')} directly in data/raw, without a class, and ${documents.length - labelled.length === 1 ? 'is' : 'are'} left out; move each into a folder named after its class.`,
    });
  }
  if (labelled.length === 0) {
    throw new DomainError(
      'dataset/empty',
      'data/raw holds no labelled document. Put scans into data/raw/<class>/<file>, at least two classes.',
    );
  }
  const labels = [...new Set(labelled.map(({ path }) => labelOf(path)!))].sort(byCodePoint);
  if (labels.length === 1) {
    throw new DomainError(
      'dataset/one-class',
      `data/raw holds one class only ('${labels[0]}'); a classifier needs two or more to choose from. Add a folder with documents of another class.`,
      { label: labels[0] },
    );
  }
  tellAlike(labels, notes);
  noteEmpty(labelled, notes);
  const ordered = [...labelled].sort((left, right) => byCodePoint(left.path, right.path));
  const paths = ordered.map(({ path }) => path);
  const numbers = new Map(labels.map((label, id) => [label, id]));
  const labelIds = Int32Array.from(paths, (path) => numbers.get(labelOf(path)!)!);
  const groups = yield* nearDuplicateSteps(
    yield* TokenCorpus.steps(ordered.map(({ rawText, text }) => rawText ?? text)),
    settings.duplicate_overlap,
    ordered.map(({ picture }) => picture),
  );
  const conflicts = conflictingGroups(groups, labelIds);
  for (const members of conflicts) {
    notes.push({
      code: 'dataset/conflicting-duplicates',
      message: `Nearly the same document under different classes: ${members.map((at) => paths[at]).join(', ')}. Keep one, or correct the label.`,
    });
  }
  const given = settings.split && givenSides(paths, settings.split);
  notes.push(...(given?.warnings ?? []));
  const side = given?.sides ?? splitDocuments(paths, labelIds, groups, settings.test_share, settings.seed);
  const totals = new Int32Array(labels.length);
  const trainings = new Int32Array(labels.length);
  labelIds.forEach((id, at) => {
    totals[id]! += 1;
    if (side[at] === 0) trainings[id]! += 1;
  });
  labels.forEach((label, id) => {
    if (totals[id] === 1) {
      notes.push({
        code: 'dataset/class-of-one',
        message: `Class '${label}' has one document; it is learned from but cannot be tested. Add more.`,
      });
    } else if (trainings[id] === 0) {
      notes.push({
        code: 'dataset/class-untrained',
        message: `Class '${label}' has no document to train on: the split file puts all of them into the test part.`,
      });
    }
  });

  const texts = ordered.map(({ text }) => text);
  const corpus = yield* TokenCorpus.steps(texts);
  const training = Int32Array.from([...side.keys()].filter((at) => side[at] === 0));
  const vocabularies: Record<string, TermVocabulary> = {};
  for (const [name, terms] of Object.entries(settings.terms)) {
    vocabularies[name] = yield* vocabularySteps(corpus, training, terms);
  }
  const dataset: Dataset = {
    format: 'docket/dataset@1',
    labels,
    documents: ordered.map(({ path, language, words, pages, source }, at) => ({
      path,
      label: labelIds[at]!,
      part: side[at] === 1 ? 'test' : 'train',
      group: groups[at]!,
      language,
      words,
      pages,
      source,
    })),
    split: settings.split ? 'given' : 'seeded',
    conflicts,
    warnings: notes,
    terms: Object.fromEntries(Object.entries(settings.terms).map(([name, terms]) => [name, { ...terms }])),
  };
  const figures = { layout: gather(ordered, 'layout'), picture: gather(ordered, 'picture') };
  return { dataset, texts, vocabularies, figures };
}

const counted = (count: number, one: string, several: string): string =>
  `${count} ${count === 1 ? one : several}`;

/** Whether there is no picture of it. */
const unseen = ({ figures }: LabelledDocument): boolean => !figures || figures.picture.every(Number.isNaN);

/** @throws DomainError 'dataset/labels-alike' */
function tellAlike(labels: readonly string[], notes: DatasetWarning[]): void {
  const same = alikeToTheEye(labels);
  if (same) {
    throw new DomainError(
      'dataset/labels-alike',
      `data/raw holds folders whose names look the same, ${namedApart(same)}: they would be learned as two classes. Move the documents of one into the other, and remove the empty folder.`,
      { labels: same },
    );
  }
  for (const [first, second] of alikeButForCapitals(labels)) {
    notes.push({
      code: 'dataset/labels-alike',
      message: `The classes '${first}' and '${second}' differ in capitals alone, and are learned as two. If they are one, move the documents of one folder of data/raw into the other.`,
    });
  }
}

/** Documents without a word are learned from by their layout and picture alone; without these there is nothing at all. */
function noteEmpty(documents: readonly LabelledDocument[], notes: DatasetWarning[]): void {
  const empty = documents.filter(({ words }) => words === 0);
  const [first] = empty;
  if (!first) return;
  const classOf = ({ path }: LabelledDocument): string => path.slice(0, path.indexOf('/'));
  const shown = new Set(documents.filter((one) => one.words > 0 || !unseen(one)).map(classOf));
  const blank = [...new Set(empty.map(classOf))].filter((label) => !shown.has(label)).sort(byCodePoint);
  if (shown.size === 0) {
    throw new DomainError(
      'dataset/no-text',
      `None of the ${documents.length} documents in data/raw has a word in it, '${first.path}' first. Check that they are scans of text, and that etl.languages in params.yaml names their language.`,
    );
  }
  if (shown.size === 1) {
    const [label] = shown;
    throw new DomainError(
      'dataset/one-class',
      `Only documents of the class '${label}' have a word or a picture to learn from; those of ${blank.map((other) => `'${other}'`).join(', ')} in data/raw have none. A classifier needs two classes or more to choose from: check these files, or add readable documents of another class.`,
      { label },
    );
  }
  for (const label of blank) {
    notes.push({
      code: 'dataset/class-without-text',
      message: `No document of the class '${label}' has a word or a picture to learn from, so that no document will ever be taken for one. Check the files in data/raw/${label}, or remove the folder.`,
    });
  }
  notes.push({
    code: 'dataset/no-text',
    message: `${empty.length} of ${documents.length} documents ${empty.length === 1 ? 'has no word in it' : 'have no word in them'}, '${first.path}' first. Check these scans, and etl.languages in params.yaml.`,
  });
}

/** One row a document; NaN where a document has no such figures. */
function gather(documents: readonly LabelledDocument[], name: keyof PageFigures): Float32Array {
  const width = FIGURE_WIDTHS[name];
  const figures = new Float32Array(documents.length * width).fill(Number.NaN);
  documents.forEach((document, at) => {
    if (document.figures) figures.set(document.figures[name], at * width);
  });
  return figures;
}

/** Unlike String's own order, by code point: the order of the collections. */
function byCodePoint(left: string, right: string): number {
  const shorter = Math.min(left.length, right.length);
  for (let at = 0; at < shorter; at++) {
    const first = left.codePointAt(at)!;
    const second = right.codePointAt(at)!;
    if (first !== second) return first - second;
  }
  return left.length - right.length;
}

function conflictingGroups(groups: Int32Array, labels: Int32Array): number[][] {
  const members = new Map<number, number[]>();
  groups.forEach((group, at) => {
    const known = members.get(group);
    if (known) known.push(at);
    else members.set(group, [at]);
  });
  return [...members.values()].filter((documents) =>
    documents.some((at) => labels[at] !== labels[documents[0]!]),
  );
}
